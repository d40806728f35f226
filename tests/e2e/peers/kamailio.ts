import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Debian's Kamailio with a configuration written for one case: a carrier, a proxy, a session border controller. */
export interface Kamailio {
  readonly address: string
  /** What its script logged (`xlog`) and complained of, so far. */
  output(): string
  close(): Promise<void>
}

export interface KamailioOptions {
  /** An address of 127.0.0.0/8 of its own. */
  readonly address: string
  /** Default 5060. */
  readonly port?: number
  /** Listens for TLS on the next port too. */
  readonly tls?: { readonly certificatePath: string; readonly keyPath: string }
  /** Names that it takes for its own. */
  readonly domains?: readonly string[]
  readonly digest?: { readonly algorithm: 'MD5' | 'SHA-256' }
  /** What happens to requests outside of a dialog: Kamailio's script language. Others are routed by their Route. */
  readonly script: string
}

/** Lines for scripts. */
export const kamailioLines = {
  /** RFC 3261 22.2: who does not know the password is asked for it. */
  askAtHome: (realm: string, user: string, password: string) => `
    if (!pv_www_authenticate("${realm}", "${password}", "0") || $au != "${user}") {
      www_challenge("${realm}", "1");
      exit;
    }`,
  /** 22.3: the same for what is passed on. */
  askOnTheWay: (realm: string, user: string, password: string) => `
    if (!pv_proxy_authenticate("${realm}", "${password}", "0") || $au != "${user}") {
      proxy_challenge("${realm}", "1");
      exit;
    }
    consume_credentials();`,
  relayTo: (uri: string) =>
    `$du = "${uri}"; record_route(); t_on_failure("FAILED"); if (!t_relay()) sl_reply_error(); exit;`,
  toRegistered: (user: string, realm: string) => `
    $var(called) = $rU;
    $ru = "sip:${user}@${realm}";
    if (!lookup("location")) { sl_send_reply("480", "Nobody Registered"); exit; }
    append_hf("P-Called-Party-ID: <sip:$var(called)@${realm}>\\r\\n");
    record_route();
    if (!t_relay()) sl_reply_error();
    exit;`,
}

export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-kamailio-'))
  const file = join(folder, 'kamailio.cfg')
  writeFileSync(file, configuration(options, folder))
  const child: ChildProcess = spawn(
    program(),
    ['-f', file, '-DD', '-E', '-m', '32', '-M', '8', '-P', join(folder, 'pid'), '-Y', folder, '-w', folder],
    // A group of its own, to be killed whole: asked to end, its first process at times waits for others of it for a minute,
    // and when that one alone is killed, they live on and keep the address.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const close = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    if (child.pid !== undefined) killGroup(child.pid)
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const until = Date.now() + 20_000
  while (!output.includes('LISTENS NOW')) {
    if (child.exitCode !== null || Date.now() > until) {
      await close()
      throw new Error(`Kamailio does not start:\n${output}`)
    }
    await delay(50)
  }
  return { address: options.address, output: () => output, close }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ESRCH') throw failure
  }
}

const program = (): string => (existsSync('/usr/sbin/kamailio') ? '/usr/sbin/kamailio' : 'kamailio')

/** Where Debian keeps its modules, on whichever processor. */
function modules(): string {
  const found = readdirSync('/usr/lib')
    .map((name) => join('/usr/lib', name, 'kamailio', 'modules'))
    .find((folder) => existsSync(join(folder, 'tm.so')))
  if (found === undefined) throw new Error('Kamailio has no modules here: apt-get install kamailio')
  return found
}

function configuration(options: KamailioOptions, folder: string): string {
  const { address, port = 5060, tls, domains = [], digest } = options
  const names = ['tm', 'tmx', 'sl', 'rr', 'pv', 'maxfwd', 'textops', 'siputils', 'xlog', 'auth', 'usrloc', 'registrar']
  const tlsFile = join(folder, 'tls.cfg')
  if (tls !== undefined) {
    writeFileSync(
      tlsFile,
      `[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\nprivate_key = ${tls.keyPath}\ncertificate = ${tls.certificatePath}\n[client:default]\nmethod = TLSv1.2+\nverify_certificate = no\n`,
    )
  }
  return `
debug=1
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
${tls === undefined ? '' : 'enable_tls=yes'}
listen=udp:${address}:${port}
listen=tcp:${address}:${port}
${tls === undefined ? '' : `listen=tls:${address}:${port + 1}`}
${domains.map((name) => `alias="${name}"`).join('\n')}
server_header="Server: carrier"
user_agent_header="User-Agent: carrier"
tcp_source_ipv4=${address}
tcp_connection_lifetime=3605
mpath="${modules()}/"
${names.map((name) => `loadmodule "${name}.so"`).join('\n')}
${tls === undefined ? '' : `loadmodule "tls.so"\nmodparam("tls", "config", "${tlsFile}")`}
modparam("tm", "fr_timer", 3000)
modparam("tm", "fr_inv_timer", 60000)
modparam("tm", "failure_reply_mode", 3)
modparam("rr", "enable_full_lr", 1)
modparam("registrar", "min_expires", 30)
modparam("registrar", "max_expires", 3600)
modparam("usrloc", "db_mode", 0)
modparam("auth", "nonce_count", 1)
modparam("auth", "qop", "auth")
modparam("auth", "nonce_expire", 300)
${digest === undefined ? '' : `modparam("auth", "algorithm", "${digest.algorithm}")`}

request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("481", "No Such Dialog");
    exit;
  }
  t_check_trans();
  xlog("L_ERR", "SAW $rm $ru from $si:$sp $proto route=$hdr(Route) with=$hdr(Authorization)$hdr(Proxy-Authorization)\\n");
${options.script}
  sl_send_reply("404", "Not Found");
}

failure_route[FAILED] {
  xlog("L_ERR", "FAILED $T_reply_code\\n");
}

event_route[core:worker-one-init] {
  xlog("L_ERR", "LISTENS NOW\\n");
}
`
}
