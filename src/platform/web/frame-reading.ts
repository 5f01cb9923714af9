import type { FastifyRequest } from 'fastify'
import type { Part } from '../app.ts'
import { openVersion } from '../database/version.ts'
import { readLook } from '../look/reading.ts'
import type { FramePieces } from './frame.ts'
import { wantsFragment } from './page.ts'
import type { Web } from './web.ts'

/**
 * Asks the parts what they put around a page, for whole pages of somebody who is signed in. A part that fails leaves its
 * pieces out: nobody misses a page for want of a bell.
 */
export async function readFrames(web: Web, parts: readonly Part[]): Promise<void> {
  const frames = (await Promise.all(parts.map((part) => part.frame?.()))).filter((frame) => frame !== undefined)
  const { platform } = web.house
  const version = openVersion(platform.database)
  const kept = new Map<string, readonly FramePieces[]>()
  web.decorateRequest('frame')
  web.decorateRequest('look', undefined)

  web.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.vital || request.routeOptions.config.apart) return
    // Both ask in one go whether anything has changed.
    const look = readLook(platform).catch(() => undefined)
    const state = isForPage(request) ? version() : undefined
    request.look = await look
    if (!isForPage(request)) return
    const key = keyOf(request, state, platform.now())
    const known = kept.get(key)
    if (known) {
      request.frame = known
      return
    }
    const read = await Promise.allSettled(frames.map((frame) => frame(platform, request)))
    request.frame = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    for (const one of read) if (one.status === 'rejected') request.log.warn({ err: one.reason }, 'frame left out')
    if (request.frame.length < frames.length || key === '') return
    if (kept.size >= mostKept) kept.clear()
    kept.set(key, request.frame)
  })
}

/** Who looks at a page again gets the same pieces, within a second and as long as nothing in the database has changed. */
const mostKept = 500

/** Empty where nobody can tell whether something has changed. */
const keyOf = ({ person, url, routeOptions }: FastifyRequest, state: string | undefined, now: string): string =>
  state === undefined ? '' : JSON.stringify([state, now.slice(0, 19), person?.id, url, routeOptions.url])

const isForPage = (request: FastifyRequest): boolean =>
  request.person !== undefined &&
  request.person.tokenId === null &&
  !request.routeOptions.config.vital &&
  String(request.headers.accept ?? '').includes('text/html') &&
  !wantsFragment(request)
