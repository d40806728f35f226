import common from './common.json'
import customers from './customers.json'
import desk from './desk.json'
import errors from './errors-first.json'
import frame from './frame.json'
import history from './history.json'
import signIn from './sign-in.json'
import station from './station.json'
import workspace from './workspace.json'

export default { common, customers, desk, errors, frame, history, signIn, station, workspace }
