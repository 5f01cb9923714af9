import type { Person } from '../../platform/accounts/person.ts'
import { zipWith } from '../../platform/archives/writing.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { looseStructures } from './loose-structures.ts'
import { listFiles } from './queries/files.ts'
import type { StudyRow } from './tables.ts'
import { type Arrived, addBlob } from './uploading.ts'

/**
 * Makes an archive of the structures that came one by one; they stay where they are.
 *
 * @throws UserError `studies.bundling` where there are fewer than two, or two of one name
 */
export async function bundleStructures(platform: Platform, person: Person, study: StudyRow): Promise<Arrived> {
  const files = looseStructures(await listFiles(platform.db, study.id))
  if (files.length < 2)
    throw new UserError('invalid', 'studies.bundling', 'There are fewer than two structures that could be packed.')
  const twin = files.find(({ name }, at) => files.findIndex((one) => keyOf(one.name) === keyOf(name)) !== at)
  if (twin) throw new UserError('conflict', 'studies.bundling', `“${twin.name}” is there twice. Remove one of them.`)
  const archive = zipWith((zip) => {
    for (const { name, sha256, size_bytes: sizeBytes, created_at: addedAt } of files)
      zip.stream(name, () => platform.files.read(sha256), { sizeBytes, changedAt: new Date(addedAt) })
  })
  const maxBytes = files.reduce((sum, { size_bytes: size }) => sum + size, 0) * 1.1 + 1e6
  const blob = await platform.files.receive(archive, { maxBytes: Math.ceil(maxBytes) })
  return addBlob(platform, person, study, blob, { name: 'structures.zip', choice: 'structures' })
}

const keyOf = (name: string): string => name.toLowerCase()
