import type { TopFolder } from './source-files.ts'

/** Who may import whom: the table of docs/architecture.md, section "The house". */
export interface Layer {
  /** What of other top folders may be imported: whole folders, or paths that begin so. */
  readonly may: readonly string[]
  /** Exceptions to `may`. */
  readonly mayNot?: readonly string[]
  /** npm packages (with what is below them) and `node:` modules; undefined: all. */
  readonly packages?: readonly string[]
  /** Said with every refusal: what the folder is, so that the newcomer learns where the code belongs. */
  readonly lesson: string
}

export const layers: Readonly<Record<TopFolder, Layer>> = {
  kernel: {
    may: [],
    packages: [],
    lesson: 'kernel is what everybody stands on, so it stands on nothing: take what you need as an argument',
  },
  protocol: {
    may: ['kernel'],
    packages: ['typebox'],
    lesson: 'protocol is the contract that two sides share, and knows neither of them',
  },
  domain: {
    may: ['kernel'],
    packages: ['temporal-polyfill', 'libphonenumber-js', 'typebox'],
    lesson:
      'domain is pure: clock, chance and everything outside come as arguments, or through a port in ports.ts that an adapter fills',
  },
  telephony: {
    may: ['kernel'],
    // A digest is a computation; `pureCrypto` below says which of its names are.
    packages: ['node:crypto'],
    lesson:
      'telephony is sans-I/O: bytes and time come in, messages and timers go out, and adapters or edge do the rest',
  },
  adapters: {
    may: ['kernel', 'protocol', 'domain/*/ports.ts', 'telephony/*/ports.ts'],
    lesson: 'an adapter speaks to one outside thing and knows of us only the port that it fills',
  },
  edge: {
    may: [
      'kernel',
      'protocol',
      'telephony',
      'adapters/sockets',
      'adapters/webrtc',
      'adapters/opus',
      'adapters/storage',
      'adapters/bus',
      'adapters/system',
    ],
    lesson:
      'the edge knows legs and bridges, never queues or customers: what it needs to be told goes into the edge link',
  },
  server: {
    may: ['kernel', 'protocol', 'domain', 'adapters'],
    mayNot: ['adapters/sockets', 'adapters/webrtc', 'adapters/opus'],
    lesson: 'the core never touches telephony: it says what it wants over the edge link, so that calls outlive it',
  },
  launcher: {
    may: ['kernel', 'protocol', 'edge', 'server', 'simulation', 'adapters'],
    lesson: 'the launcher starts the others and knows nothing of what they do',
  },
  web: {
    may: ['kernel', 'protocol', 'domain/flows', 'domain/reporting'],
    lesson:
      'the desk learns everything over HTTP and the stream; of domain it may take only the pure pieces that are named here',
  },
  widget: {
    may: ['kernel', 'protocol'],
    packages: [],
    lesson: "the widget lives in other people's pages: small, and no package at all",
  },
  simulation: {
    may: ['kernel', 'protocol', 'domain', 'telephony', 'server', 'adapters/system'],
    lesson: 'the simulator runs what is pure, and the processes of the core',
  },
  tests: {
    may: [
      'kernel',
      'protocol',
      'domain',
      'telephony',
      'adapters',
      'edge',
      'server',
      'launcher',
      'simulation',
      'web',
      'widget',
    ],
    lesson: 'tests may import what they exercise',
  },
  tools: {
    may: ['kernel', 'protocol', 'domain', 'adapters', 'server', 'web', 'widget'],
    lesson: 'tools may import what they look at',
  },
}

/** Of node:crypto, what computes and neither draws chance nor waits. */
export const pureCrypto = ['createCipheriv', 'createDecipheriv', 'createHash', 'createHmac', 'timingSafeEqual', 'hash']

/** Contexts of domain on their ladder: each imports from lower steps only. */
export const domainLadder: Readonly<Record<string, number>> = {
  directory: 0,
  geography: 0,
  customers: 1,
  agents: 1,
  dialing: 2,
  recordings: 2,
  interactions: 2,
  routing: 3,
  cases: 3,
  knowledge: 3,
  flows: 4,
  campaigns: 4,
  sales: 4,
  reporting: 5,
  quality: 5,
  workforce: 5,
  alerts: 5,
}
