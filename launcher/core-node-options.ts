/**
 * What the core is started with. A decision leaves some 20 kB of garbage and keeps little: with the 16 MB that V8 gives the
 * young by itself much of it lives until it is copied twice. With 64 a decision costs a tenth less (`bench -- routing`).
 */
export const coreNodeOptions: readonly string[] = ['--max-semi-space-size=64']
