import { localIpv4Addresses } from '#adapters/system/local-addresses.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { PhoneProvisioning } from '#protocol/http/index.ts'
import { sipRealm } from '../configuration/sip-accounts.ts'

type Server = PhoneProvisioning['servers'][number]
type Text = PhoneProvisioning['texts'][number]
export interface PhoneAccount {
  readonly user: string
  readonly password: string
  readonly displayName: string
}

/** What is typed or scanned into a phone: where to register, as whom, and the same in the words of common telephones. */
export function phoneProvisioning(
  account: PhoneAccount,
  settings: Pick<Settings, 'sip' | 'publicAddress'>,
): PhoneProvisioning {
  const servers = serversOf(account.user, settings)
  return {
    user: account.user,
    password: account.password,
    realm: sipRealm,
    servers,
    texts: textsFor(account, servers),
  }
}

/** The public address first, then the addresses on which SIP is spoken; TLS before what can be overheard. */
function serversOf(user: string, { sip, publicAddress }: Pick<Settings, 'sip' | 'publicAddress'>): Server[] {
  const spoken = sip.hosts.length > 0 ? sip.hosts : localIpv4Addresses()
  // A phone is seldom on this machine itself: loopback comes last.
  const hosts = [...spoken].sort((a, b) => Number(a.startsWith('127.')) - Number(b.startsWith('127.')))
  if (publicAddress !== undefined) hosts.unshift(publicAddress)
  return [...new Set(hosts)].flatMap((host): Server[] => [
    { transport: 'udp', host, port: sip.port, address: `sip:${user}@${bracketed(host)}:${sip.port};transport=udp` },
    { transport: 'tcp', host, port: sip.port, address: `sip:${user}@${bracketed(host)}:${sip.port};transport=tcp` },
    ...(sip.tls
      ? [
          {
            transport: 'tls' as const,
            host,
            port: sip.tls.port,
            address: `sips:${user}@${bracketed(host)}:${sip.tls.port}`,
          },
        ]
      : []),
    ...(sip.webSocket ? [webSocketServer(host, sip)] : []),
  ])
}

/** RFC 7118. The port speaks wss too, with TLS's certificate, unless TLS is off. */
function webSocketServer(host: string, { webSocket, tls }: Settings['sip']): Server {
  const [transport, port] = [tls ? ('wss' as const) : ('ws' as const), webSocket?.port ?? 0]
  return { transport, host, port, address: `${transport}://${bracketed(host)}:${port}` }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

function textsFor({ user, password, displayName }: PhoneAccount, servers: readonly Server[]): Text[] {
  const server = servers.find(({ transport }) => transport === 'udp')
  if (!server) return []
  const { port } = server
  const host = bracketed(server.host)
  const at = `${host}:${port}`
  const name = displayName || user
  return [
    // lpconfig: Linphone fetches it from an address that somebody gives it; its own QR code is such an address and no file.
    {
      softphone: 'Linphone',
      format: 'Remote provisioning (XML)',
      isQr: false,
      text: [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<config xmlns="http://www.linphone.org/xsds/lpconfig.xsd">',
        '  <section name="proxy_0">',
        `    <entry name="reg_proxy" overwrite="true">&lt;sip:${at};transport=udp&gt;</entry>`,
        `    <entry name="reg_identity" overwrite="true">${xml(`"${quoted(name)}" <sip:${user}@${host}>`)}</entry>`,
        '    <entry name="reg_expires" overwrite="true">300</entry>',
        '    <entry name="reg_sendregister" overwrite="true">1</entry>',
        '  </section>',
        '  <section name="auth_info_0">',
        `    <entry name="username" overwrite="true">${xml(user)}</entry>`,
        `    <entry name="passwd" overwrite="true">${xml(password)}</entry>`,
        `    <entry name="realm" overwrite="true">${sipRealm}</entry>`,
        '  </section>',
        '</config>',
      ].join('\n'),
    },
    // The app takes a whole account out of a QR code.
    {
      softphone: 'Grandstream Wave',
      format: 'QR code (XML)',
      isQr: true,
      text:
        '<?xml version="1.0" encoding="utf-8"?><AccountConfig version="1"><Account>' +
        `<RegisterServer>${at}</RegisterServer><UserID>${xml(user)}</UserID><AuthID>${xml(user)}</AuthID>` +
        `<AuthPass>${xml(password)}</AuthPass><AccountName>${xml(name)}</AccountName>` +
        `<DisplayName>${xml(name)}</DisplayName></Account></AccountConfig>`,
    },
    {
      softphone: 'Zoiper',
      format: 'Account set-up: host, user name, password',
      isQr: false,
      text: [`Domain: ${at}`, `Username: ${user}`, `Password: ${password}`, 'Transport: UDP'].join('\n'),
    },
    // The file `accounts` in ~/.baresip; a space or a semicolon would end the address.
    {
      softphone: 'baresip',
      format: '~/.baresip/accounts',
      isQr: false,
      text: `"${quoted(name)}" <sip:${user}@${at};transport=udp>;auth_user=${user};auth_pass=${password};regint=300`,
    },
    {
      softphone: 'MicroSIP',
      format: 'Add account',
      isQr: false,
      text: [
        `Account Name: ${oneLine(name)}`,
        `SIP Server: ${at}`,
        `Username: ${user}`,
        `Domain: ${at}`,
        `Login: ${user}`,
        `Password: ${password}`,
        'Transport: UDP',
      ].join('\n'),
    },
    // Grandstream's template of parameters ("P values") for its first account.
    {
      softphone: 'Grandstream',
      format: 'cfg.xml',
      isQr: false,
      text: [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gs_provision version="1">',
        '  <config version="1">',
        '    <P271>1</P271>',
        `    <P270>${xml(name)}</P270>`,
        `    <P47>${at}</P47>`,
        `    <P35>${xml(user)}</P35>`,
        `    <P36>${xml(user)}</P36>`,
        `    <P34>${xml(password)}</P34>`,
        `    <P3>${xml(name)}</P3>`,
        '    <P130>0</P130>',
        '    <P31>1</P31>',
        '    <P32>5</P32>',
        '  </config>',
        '</gs_provision>',
      ].join('\n'),
    },
    {
      softphone: 'Yealink',
      format: 'MAC.cfg',
      isQr: false,
      text: [
        '#!version:1.0.0.1',
        'account.1.enable = 1',
        `account.1.label = ${oneLine(name)}`,
        `account.1.display_name = ${oneLine(name)}`,
        `account.1.auth_name = ${user}`,
        `account.1.user_name = ${user}`,
        `account.1.password = ${password}`,
        `account.1.sip_server.1.address = ${server.host}`,
        `account.1.sip_server.1.port = ${port}`,
        'account.1.sip_server.1.transport_type = 0',
        'account.1.sip_server.1.expires = 300',
      ].join('\n'),
    },
  ]
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ')
/** RFC 3261 25.1 quoted-string. */
const quoted = (text: string): string => oneLine(text).replace(/["\\]/g, '\\$&')
const xml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
