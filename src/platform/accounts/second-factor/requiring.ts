import type { Platform } from '../../platform.ts'
import type { Person, Role } from '../person.ts'
import { type FactorDemand, factorSetting } from '../settings.ts'
import type { FactorValues } from './pages.ts'
import { countRecoveryCodes, findConfirmedFactor } from './queries/factors.ts'

/** Whether the house wants a second factor of everybody in a role. */
export const isFactorDemanded = (demand: FactorDemand, role: Role): boolean =>
  demand === 'everybody' || (demand === 'administrators' && role === 'admin')

/** How it stands with somebody's second factor. */
export async function factorValues({ db, settings }: Platform, { id, role }: Person): Promise<FactorValues> {
  const factor = await findConfirmedFactor(db, id)
  return {
    factor,
    codesLeft: factor ? await countRecoveryCodes(db, id) : 0,
    isRequired: isFactorDemanded(await settings.get(db, factorSetting), role),
  }
}
