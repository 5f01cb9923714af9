import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { notFound } from './errors.ts'

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  json: 'application/json',
  woff2: 'font/woff2',
}

const shared = [
  'microfrontend.js',
  'frontend-debugger.js',
  'view.js',
  'forms.css',
  'licenses.css',
  'theme-light.css',
  'theme-dark.css',
]

/** The script and the styles that every page of a plugin loads, those of plugins of other houses too. */
export function addStaticRoutes(runner: FastifyInstance): void {
  runner.get<{ Params: { name: string } }>('/static/:name', { config: { rule: 'open' } }, (request, reply) => {
    const { name } = request.params
    if (!shared.includes(name)) throw notFound()
    return sendFile(join(import.meta.dirname, '../client', name), reply)
  })
}

/** A file of the plugin's own folder `static`, by its plain name. */
export function sendPluginFile({ file }: KnownPlugin, name: string, reply: FastifyReply): Promise<FastifyReply> {
  if (!/^[\w-][\w.-]*$/.test(name)) throw notFound()
  return sendFile(join(dirname(file), 'static', name), reply)
}

async function sendFile(path: string, reply: FastifyReply): Promise<FastifyReply> {
  const type = types[path.split('.').at(-1) ?? '']
  if (type === undefined) throw notFound()
  const bytes = await readFile(path).catch(() => {
    throw notFound()
  })
  return reply.header('cache-control', 'public, max-age=300').type(type).send(bytes)
}
