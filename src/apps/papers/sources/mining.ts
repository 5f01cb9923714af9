import { z } from 'zod'
import type { HttpAnswer } from '../../../platform/http/http.ts'
import { isAllowedByRobots } from '../../../platform/http/robots-rules.ts'
import { rejectionOf } from '../downloading/rejection.ts'
import { dayMs } from './asking.ts'
import type { Asking } from './source.ts'

const Reservations = z.array(
  z.object({ location: z.string().max(2_000), 'tdm-reservation': z.union([z.number(), z.string()]).nullish() }),
)
const longestFile = 512 * 1_024
/** They say that there is no such file, as far as we are concerned. */
const none = [401, 403, 404, 410]

/**
 * Whether the site of the address reserves text mining of it in its file of reservations, which is asked for once a day.
 * The longest location that matches decides. A site whose file cannot be reached is left alone.
 *
 * @throws what says that the job was called off.
 * @see TDM Reservation Protocol (W3C community group), tdmrep.json
 */
export async function reservesMiningAt(url: string, asking: Asking): Promise<boolean> {
  const { memory, signal } = asking
  const { origin } = new URL(url)
  const question = `tdmrep ${origin}`
  const known = await memory.find(question)
  if (known) return isReserved(known.body, url)
  try {
    const answer = await asking.http.request('papers.reservations', {
      url: `${origin}/.well-known/tdmrep.json`,
      accept: 'application/json',
      maxBytes: longestFile,
      upgrade: true,
      expect: none,
      signal,
    })
    const body = bodyOf(answer)
    await memory.keep(question, body, dayMs)
    return isReserved(body, url)
  } catch (error) {
    // Throws again where the job was called off.
    rejectionOf(error)
    return true
  }
}

function isReserved(body: unknown, url: string): boolean {
  const { data = [] } = Reservations.safeParse(body)
  const rules = data.map(({ location, 'tdm-reservation': reservation }) => ({
    isAllowed: String(reservation) !== '1',
    pattern: location.replace(/\*+/g, '*'),
  }))
  return !isAllowedByRobots(rules, new URL(url))
}

/** Null where it is no JSON. */
function bodyOf(answer: HttpAnswer): unknown {
  if (none.includes(answer.status)) return null
  try {
    return answer.json()
  } catch {
    return null
  }
}
