import type { RoleName } from '#adapters/postgres/schema.ts'
import type { DialPermission } from '#protocol/http/index.ts'

/** The organisation that a first start with PARLEY_DEMO=1 makes, so that there is something to call at once. */
export const exampleOrganization = {
  name: 'Parley Demo',
  region: 'GE',
  emailDomain: 'demo.parley',
  queueName: 'Support',
  people: [
    { name: 'Aylin Məmmədova', mailbox: 'aylin', roles: ['agent'] },
    { name: 'Levan Kapanadze', mailbox: 'levan', roles: ['agent'] },
    { name: 'Reza Karimi', mailbox: 'reza', roles: ['agent'] },
    { name: 'Zsófia Nagy', mailbox: 'zsofia', roles: ['agent'] },
    { name: 'Samira Haddad', mailbox: 'samira', roles: ['supervisor'] },
    { name: 'Parley Administrator', mailbox: 'admin', roles: ['administrator'] },
  ] satisfies readonly { name: string; mailbox: string; roles: RoleName[] }[],
  numbers: [
    { number: '100', greeting: 'greeting', description: 'A greeting, then Support' },
    { number: '200', greeting: null, description: 'Straight to Support' },
  ],
  /** Monday to Friday, nine to six, and two days on which Georgia is closed. */
  hours: {
    name: 'Office hours',
    timeZone: 'Asia/Tbilisi',
    week: [1, 2, 3, 4, 5, 6, 7].map((day) => (day <= 5 ? [{ fromMinute: 9 * 60, toMinute: 18 * 60 }] : [])),
    exceptions: [
      { date: '2027-01-01', name: 'New Year', spans: [] },
      { date: '2027-05-26', name: 'Independence Day', spans: [] },
    ],
  },
  /** Support while somebody is there, else an announcement. */
  numberByHours: {
    number: '300',
    greeting: 'greeting',
    closed: 'closed',
    description: 'Support in office hours',
  },
  /** A number as a telephone company would give it: the whole block leads to Support. */
  numberBlock: { pattern: '+99532255XXXX', description: 'Our block of numbers' },
  /** Switched off: it shows what a trunk looks like, connects nowhere and alarms nobody. */
  trunk: { name: 'Example carrier (off)', preset: 'registration', domain: 'sip.example.com', userName: '995322550000' },
  outboundRules: [
    { name: 'Inside the country', rank: 10, prefixes: ['+995'], requires: 'calls.dial' },
    { name: 'Abroad', rank: 20, prefixes: [], requires: 'calls.dial.abroad' },
  ] satisfies readonly { name: string; rank: number; prefixes: string[]; requires: DialPermission }[],
  /** User and number are the same; the password is that of the demo people. */
  sipUsers: ['701', '702', '703', '704', '705', '706', '707', '708', '709'],
  dispositions: ['Solved', 'Follow-up needed', 'Wrong number', 'Complaint'],
  customers: [
    { name: 'Nino Beridze', numbers: ['+995 322 24 72 47'], email: 'nino@example.com', language: 'ka' },
    { name: 'Elçin Quliyev', numbers: ['+994 12 404 00 00'], email: null, language: 'az' },
    { name: 'Maryam Hosseini', numbers: ['+98 21 8888 1234'], email: 'maryam@example.com', language: 'fa' },
    { name: 'Kovács Bence', numbers: ['+36 1 234 5678'], email: null, language: 'hu' },
    { name: 'Demo phone 702', numbers: ['702'], email: null, language: 'en' },
  ],
} as const
