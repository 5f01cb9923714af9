import { isAcis, namesFor } from '../parameters/parameters.ts'
import type { Touched } from '../signoff/signoff.ts'
import type { Requests } from './comparing.ts'

/** Which columns a request needs signed, besides USINT. @param position Whether a new position asks for the SI mode too. */
export function touchedBy(
  requests: Requests,
  position: Readonly<{ instrument: unknown; positionNeedsSi: boolean }> = { instrument: null, positionNeedsSi: false },
): Touched {
  const touches = (names: readonly string[]): boolean => names.some((name) => requests.has(name))
  const moved = position.positionNeedsSi && isAcis(position.instrument) && touches(['ra', 'dec'])
  return {
    general: touches(general),
    acis: touches(acis),
    acis_si: touches(acisSi) || moved,
    hrc_si: touches(hrcSi),
  }
}

const general = namesFor('general')
const acis = namesFor('acis')
const acisSi = namesFor('acis_si')
const hrcSi = namesFor('hrc_si')
