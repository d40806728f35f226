/**
 * What the core is started with. A decision leaves some 20 kB of garbage, and with each collection of the young everybody waits who
 * rings at that moment: with a small space for them that is often and short (2 ms), with the 64 MB that make a decision a tenth
 * cheaper (`bench -- routing`) it is rare and long (10 ms), and the slowest of a hundred callers waits for it (`bench -- queue`).
 */
export const coreNodeOptions: readonly string[] = ['--max-semi-space-size=8']
