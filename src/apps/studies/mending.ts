import { Readable } from 'node:stream'
import type { Person } from '../../platform/accounts/person.ts'
import { UserError } from '../../platform/errors.ts'
import { shownName } from '../../platform/files/names.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Report } from './checking/findings.ts'
import { type Mending, mendedCurve, suffixOf } from './checking/mending.ts'
import type { StudyFileRow, StudyRow } from './tables.ts'
import { type Arrived, addBlob } from './uploading.ts'

/** What may be done to a file, and whether its check asks for it: nothing of it changes the file itself. */
export type Offers = Readonly<{ mendsCurve: boolean; addsErrors: boolean; isAskedFor: boolean }>

export function offersFor({ format, report_json: json }: StudyFileRow): Offers {
  const { findings, facts }: Report = JSON.parse(json)
  const mendsCurve = format === 'curve'
  const isAskedFor = findings.some(({ code }) => code === 'q-units' || code === 'q-order')
  return { mendsCurve, addsErrors: format === 'table' && facts.columns === 2, isAskedFor: mendsCurve && isAskedFor }
}

/**
 * Makes a mended copy of a curve; the file itself stays, so that removing the copy undoes it.
 *
 * @throws UserError `studies.mending` where nothing was asked for, or nothing of it can be done to this file
 */
export async function mendFile(
  platform: Platform,
  person: Person,
  study: StudyRow,
  file: StudyFileRow,
  how: Mending,
): Promise<Arrived> {
  const offers = offersFor(file)
  const isOffered =
    (offers.addsErrors && how.relativeError !== null) || (offers.mendsCurve && how.relativeError === null)
  if (!isOffered || !(how.convertsQ || how.sorts || how.relativeError !== null))
    throw new UserError('invalid', 'studies.mending', 'Choose what is to be done to the file.')
  const text = await mendedCurve(platform.files.read(file.sha256), how)
  const blob = await platform.files.receive(Readable.from([Buffer.from(text)]), { maxBytes: 2 * file.size_bytes + 1e6 })
  const { id, name, sha256 } = file
  return addBlob(platform, person, study, blob, {
    name: nameOf(name, how),
    choice: 'curve',
    made: { id, name, sha256, how },
  })
}

function nameOf(name: string, how: Mending): string {
  const [, stem = name, ending = '.dat'] = /^(.*?)(\.\w{1,5})?$/.exec(name) ?? []
  return shownName(`${stem}${suffixOf(how)}${ending}`)
}
