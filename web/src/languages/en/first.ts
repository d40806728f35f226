import admin from './admin.json'
import common from './common.json'
import customers from './customers.json'
import design from './design.json'
import desk from './desk.json'
import errors from './errors.json'
import floor from './floor.json'
import frame from './frame.json'
import history from './history.json'
import signIn from './sign-in.json'
import station from './station.json'
import workspace from './workspace.json'

export default { admin, common, customers, design, desk, errors, floor, frame, history, signIn, station, workspace }
