/**
 * What asks a telephone to answer by itself. RFC 5373 4.1 says it as `Answer-Mode`, which few know; makers have two ways of
 * their own, and a telephone passes over the one that it does not know:
 *
 *     Call-Info  answer-after=0          Snom, Grandstream, Gigaset, AudioCodes, Linphone, Mitel
 *     Alert-Info info=alert-autoanswer   Yealink, Polycom, Mitel, Snom, Gigaset, AudioCodes
 *
 * The address in angle brackets (RFC 3261 20.4, 20.9) leads to no sound: that it is there is all that the grammar wants.
 */
export function answerAlone(localAddress: string): ReadonlyArray<readonly [name: string, value: string]> {
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress
  return [
    ['Call-Info', `<sip:${host}>;answer-after=0`],
    ['Alert-Info', `<http://${host}>;info=alert-autoanswer;delay=0`],
    ['Answer-Mode', 'Auto'],
  ]
}
