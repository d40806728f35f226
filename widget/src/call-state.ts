/**
 * What the call page shows, as a pure machine: the page's events in, the next state out.
 *
 *     ready --call--> asking --granted--> connecting --answer-made--> ringing --answered--> talking
 *       ^               |                     |                          |                     |
 *       |             refused               refused                      +------ ended --------+
 *       +------------------------- call again ---------------------------+---------------------+
 */
export type Trouble =
  | 'microphone-refused'
  | 'microphone-missing'
  | 'microphone-busy'
  | 'insecure-page'
  | 'browser-too-old'
  | 'unknown-number'
  | 'lines-busy'
  | 'too-many-calls'
  | 'no-connection'
  | 'server-refused'

export type Ending = 'you-hung-up' | 'they-hung-up' | 'nobody-answered' | 'line-busy' | 'connection-lost'

export type CallState =
  | { readonly stage: 'ready' }
  | { readonly stage: 'asking' }
  | { readonly stage: 'connecting' }
  | { readonly stage: 'ringing' }
  | { readonly stage: 'talking'; readonly sinceMs: number }
  | { readonly stage: 'ended'; readonly ending: Ending; readonly talkedMs: number }
  | { readonly stage: 'trouble'; readonly trouble: Trouble }

export type CallEvent =
  | { readonly type: 'call' }
  | { readonly type: 'microphone-granted' }
  | { readonly type: 'answer-made' }
  | { readonly type: 'answered' }
  | { readonly type: 'ended'; readonly ending: Ending }
  | { readonly type: 'failed'; readonly trouble: Trouble }

export const ready: CallState = { stage: 'ready' }

/** Whether a call is being made or going on, so that Hang up is what a person wants. */
export const isLive = (state: CallState): boolean =>
  state.stage === 'asking' || state.stage === 'connecting' || state.stage === 'ringing' || state.stage === 'talking'

/** The next state. An event that does not belong to the state changes nothing: a late one is no error. */
export function next(state: CallState, event: CallEvent, nowMs: number): CallState {
  switch (event.type) {
    case 'call':
      return isLive(state) ? state : { stage: 'asking' }
    case 'microphone-granted':
      return state.stage === 'asking' ? { stage: 'connecting' } : state
    case 'answer-made':
      return state.stage === 'connecting' ? { stage: 'ringing' } : state
    case 'answered':
      // The edge may say so before the HTTP answer has been read.
      return state.stage === 'ringing' || state.stage === 'connecting' ? { stage: 'talking', sinceMs: nowMs } : state
    case 'ended':
      if (!isLive(state)) return state
      return { stage: 'ended', ending: event.ending, talkedMs: state.stage === 'talking' ? nowMs - state.sinceMs : 0 }
    case 'failed':
      return isLive(state) ? { stage: 'trouble', trouble: event.trouble } : state
  }
}
