import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { ownPath } from '../links.ts'

type Server = Pick<FastifyInstance, 'inject'>

const servers = new WeakMap<Platform, () => Promise<Server>>()
const standsBehind = new AsyncLocalStorage<Readonly<{ personId: string | null }>>()

/** Says how the runner of this thread is opened: what runs here may then ask it without a connection. */
export function offerInside(platform: Platform, open: () => Promise<Server>): void {
  servers.set(platform, open)
}

/** For whom a request from inside is made; undefined for one that came over the network. Nobody outside can set it. */
export const behindRequest = (): Readonly<{ personId: string | null }> | undefined => standsBehind.getStore()

type InsideRequest = Readonly<{
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string | Uint8Array | undefined
  signal: AbortSignal
}>

export type InsideAnswer = Readonly<{ status: number; headers: ReadonlyMap<string, string>; bytes: Buffer }>

/** Asks the runner itself, with the rights of this person. Undefined where the address is not below it. */
export async function askInside(
  platform: Platform,
  personId: string | null,
  { method, url, headers, body, signal }: InsideRequest,
): Promise<InsideAnswer | undefined> {
  const path = ownPath(platform.config, url)
  const open = servers.get(platform)
  if (path === undefined || !open) return undefined
  const server = await open()
  const payload = body === undefined || typeof body === 'string' ? body : Buffer.from(body)
  // It is asked when it is waited for, which has to happen in here.
  const answer = await standsBehind.run({ personId }, async () => {
    const request = { method, url: `/runner${path}`, headers, signal, ...(payload !== undefined && { payload }) }
    return await server.inject(request)
  })
  const said = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  return { status: answer.statusCode, headers: new Map(said), bytes: answer.rawPayload }
}
