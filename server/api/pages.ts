import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuseWith } from './register-routes.ts'

/**
 * The desk at `/`, the call page at `/call` and those for self-service at `/help/…`, from their builds. Addresses inside the desk (`/desk/history`) are its own:
 * a browser that asks for one gets the desk's page.
 *
 * @param distFolder the folder with `web/` and `widget/`
 */
export async function servePages(app: FastifyInstance, distFolder: string): Promise<void> {
  const desk = join(distFolder, 'web')
  const callPage = join(distFolder, 'widget')
  const hasDesk = existsSync(join(desk, 'index.html'))
  const hasCallPage = existsSync(join(callPage, 'index.html'))

  if (hasDesk) {
    await app.register(fastifyStatic, {
      root: desk,
      prefix: '/',
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders,
      redirect: false,
    })
  }
  if (hasCallPage) {
    await app.register(fastifyStatic, {
      root: callPage,
      prefix: '/call/',
      decorateReply: !hasDesk,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders,
      redirect: false,
    })
  }
  for (const url of ['/call', '/call/']) {
    app.get(url, (_request, reply) =>
      hasCallPage ? sendPage(reply, join(callPage, 'index.html')) : sendNotBuilt(reply, 'call page'),
    )
  }
  for (const url of ['/help/:slug', '/help/:slug/']) {
    app.get(url, (_request, reply) =>
      hasCallPage ? sendPage(reply, join(callPage, 'help.html')) : sendNotBuilt(reply, 'self-service page'),
    )
  }
  const sendDesk = (reply: FastifyReply) =>
    hasDesk ? sendPage(reply, join(desk, 'index.html')) : sendNotBuilt(reply, 'desk')
  app.get('/', (_request, reply) => sendDesk(reply))

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !/^\/(api|call|help)(\/|$)/.test(path)
    // A file that is missing is missing: an HTML page in place of a script only hides that.
    if (isPage && !/\.[^/]*$/.test(path)) return sendDesk(reply)
    return refuseWith({ code: 'request.no-such-route' }, request, reply)
  })
}

function setHeaders(reply: { setHeader(name: string, value: string): unknown }, path: string): void {
  // Vite puts a hash of the contents into the names below assets/, so those never change.
  reply.setHeader('vary', 'accept-encoding')
  const isHashed = /[\\/]assets[\\/]/.test(path)
  reply.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
}

async function sendPage(reply: FastifyReply, path: string): Promise<FastifyReply> {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(await readFile(path, 'utf8'))
}

function sendNotBuilt(reply: FastifyReply, what: string): FastifyReply {
  return reply
    .code(503)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title><h1>The ${what} is not built yet</h1>` +
        '<p>Parley itself is running. Start it with <code>npm start</code>, which builds what is missing.</p></html>',
    )
}
