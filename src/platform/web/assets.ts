import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from './errors.ts'
import type { Web } from './web.ts'

/** Every file that browsers may load, under an address that changes with its content. */
export type Assets = Readonly<{
  /**
   * The address of a file: `web/house.css` or `papers/quotas.js` for those of a `client/` folder, `bootstrap/bootstrap.css`
   * for those of libraries.
   *
   * @throws Error for a name that is not on the list: a mistake in a page.
   */
  href: (name: string) => string
  find: (address: string) => Asset | undefined
}>

type Asset = Readonly<{ file: string; type: string }>
type Coding = 'br' | 'gzip' | 'identity'

/** Files of libraries, as the packages bring them. */
const libraryFiles: Readonly<Record<string, readonly [packageName: string, file: string]>> = {
  'bootstrap/bootstrap.css': ['bootstrap', 'dist/css/bootstrap.min.css'],
  'bootstrap/bootstrap.js': ['bootstrap', 'dist/js/bootstrap.bundle.min.js'],
  'bootstrap-icons/bootstrap-icons.css': ['bootstrap-icons', 'font/bootstrap-icons.min.css'],
  'bootstrap-icons/fonts/bootstrap-icons.woff2': ['bootstrap-icons', 'font/fonts/bootstrap-icons.woff2'],
  'htmx/htmx.js': ['htmx.org', 'dist/htmx.min.js'],
  'htmx/hx-csp.js': ['htmx.org', 'dist/ext/hx-csp.min.js'],
  'alpine/alpine.js': ['@alpinejs/csp', 'dist/cdn.min.js'],
  'driver/driver.js': ['driver.js', 'dist/driver.js.iife.js'],
  'driver/driver.css': ['driver.js', 'dist/driver.css'],
  'echarts/echarts.js': ['echarts', 'dist/echarts.min.js'],
  '3dmol/3dmol.js': ['3dmol', 'build/3Dmol-min.js'],
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
}

/**
 * Lists what there is in the house. Our own files share one address part, made from the content of all of them, so that
 * a script may import its neighbour by a relative path.
 */
export function openAssets(): Assets {
  const addresses = new Map<string, string>()
  const assets = new Map<string, Asset>()

  function add(name: string, address: string, file: string): void {
    addresses.set(name, address)
    assets.set(address, { file, type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' })
  }

  const own = clientFiles(join(import.meta.dirname, '../..'))
  const hash = createHash('sha256')
  for (const [, file] of own) hash.update(readFileSync(file))
  const version = hash.digest('base64url').slice(0, 12)
  for (const [name, file] of own) add(name, `/assets/${version}/${name}`, file)
  for (const [name, [packageName, path]] of Object.entries(libraryFiles)) {
    const library = readPackage(packageName)
    const [first = '', ...rest] = name.split('/')
    add(name, `/assets/${first}-${library.version}/${rest.join('/')}`, join(library.folder, path))
  }

  return { href: (name) => addressOf(addresses, name), find: (address) => assets.get(address) }
}

/** `GET /assets/…`: exactly the files on the list, for ever, in the smallest coding that the browser takes. */
export function addAssetRoutes(web: Web, assets: Assets): void {
  const bodies = new Map<string, Buffer>()

  web.get('/assets/*', { config: { rule: 'open', vital: true } }, async (request, reply) => {
    const asset = assets.find(request.url.split('?', 1)[0] ?? '')
    if (!asset) throw notFound()
    const coding = chooseCoding(request, asset)
    const key = `${coding} ${asset.file}`
    const body = bodies.get(key) ?? (await readCoded(asset.file, coding))
    bodies.set(key, body)
    return sendAsset(reply, asset, coding, body)
  })
}

function clientFiles(folder: string): [name: string, file: string][] {
  const paths = globSync('{platform,apps}/*/client/*.{js,css,svg,png}', { cwd: folder }).sort()
  return paths.map((path) => [`${path.split('/')[1]}/${basename(path)}`, join(folder, path)])
}

function addressOf(addresses: ReadonlyMap<string, string>, name: string): string {
  const address = addresses.get(name)
  if (address === undefined) throw new Error(`There is no browser file “${name}”.`)
  return address
}

/** Found by its folder, since not every package lets its package.json be asked for. */
function readPackage(name: string): { folder: string; version: string } {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const folder = folders.map((place) => join(place, name)).find((place) => existsSync(join(place, 'package.json')))
  if (folder === undefined) throw new Error(`The package ${name} is not installed.`)
  return { folder, version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version }
}

function chooseCoding(request: FastifyRequest, asset: Asset): Coding {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  if (asset.file.endsWith('.woff2') || asset.file.endsWith('.png')) return 'identity'
  if (/\bbr\b/.test(accepted)) return 'br'
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity'
}

async function readCoded(file: string, coding: Coding): Promise<Buffer> {
  const plain = await readFile(file)
  if (coding === 'br') return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
  return coding === 'gzip' ? promisify(gzip)(plain) : plain
}

function sendAsset(reply: FastifyReply, asset: Asset, coding: Coding, body: Buffer): FastifyReply {
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'Accept-Encoding')
    .type(asset.type)
    .send(body)
}
