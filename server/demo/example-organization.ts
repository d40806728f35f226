import type { RoleName } from '#adapters/postgres/schema.ts'

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
