import { z } from 'zod'
import { UserError } from '../errors.ts'
import { permissions } from './permissions.ts'
import { line } from './schemas.ts'
import type { TokenAreas, TokenScope } from './tables.ts'

/** The areas of the house a token can be limited to: the first words of permissions. */
export const tokenAreas: readonly string[] = [...new Set(Object.keys(permissions).map((name) => areaOf(name)))]

/** Lifetimes that are offered; none means: until it is revoked. */
const tokenDays = ['30', '90', '365', 'none'] as const

/** The field in which one area is chosen. */
export const areaField = (area: string): string => `area-${area}`

const level = z.enum(['read', 'write']).or(z.literal('')).optional()
const areaShape = Object.fromEntries(tokenAreas.map((area) => [areaField(area), level]))

export type TokenForm = Readonly<{
  name: string
  scope: TokenScope
  days: (typeof tokenDays)[number]
  /** Null: every area. */
  areas?: TokenAreas | null
}>

/** `areas` is a scope of its own: then each area says whether it is read, written or closed. */
export const TokenForm = z
  .object({
    name: line(100),
    scope: z.enum(['all', 'read', 'areas']).default('all'),
    days: z.enum(tokenDays).default('90'),
    ...areaShape,
  })
  .transform(({ name, scope, days, ...chosen }, context): TokenForm => {
    if (scope !== 'areas') return { name, scope, days, areas: null }
    const areas = Object.fromEntries(
      tokenAreas.flatMap((area) => {
        const wished = (chosen as Record<string, unknown>)[areaField(area)]
        return wished === 'read' || wished === 'write' ? [[area, wished] as const] : []
      }),
    )
    if (Object.keys(areas).length === 0)
      context.addIssue({ code: 'custom', path: ['scope'], message: 'Please choose at least one area.' })
    return { name, scope: Object.values(areas).includes('write') ? 'all' : 'read', days, areas }
  })

export const readAreas = (json: string | null): TokenAreas | null => (json === null ? null : JSON.parse(json))

/**
 * Refuses what a token is not for.
 *
 * @throws UserError `accounts.token-reads-only`, `accounts.token-elsewhere`
 */
export function demandScope(
  { scope, areas }: Readonly<{ scope: TokenScope; areas: TokenAreas | null }>,
  rule: string,
  isWrite: boolean,
): void {
  const allowed = areas === null ? (scope === 'all' ? 'write' : 'read') : areas[areaOf(rule)]
  if (allowed === undefined)
    throw new UserError('forbidden', 'accounts.token-elsewhere', 'This API token is not for this part of the house.')
  if (isWrite && allowed === 'read')
    throw new UserError('forbidden', 'accounts.token-reads-only', 'This API token may only read.')
}

function areaOf(permission: string): string {
  return permission.split('.', 1)[0] ?? ''
}
