import type { Platform } from '../../../platform/platform.ts'
import { absolute } from '../links.ts'
import { listResultsOf } from '../queries/files.ts'
import { listRemoteRuns } from '../queries/remote.ts'
import type { RemoteTask } from '../registry/wire.ts'

/** A file that somebody may choose for a form. */
export type OfferedFile = Readonly<{
  href: string
  name: string
  dataType: string
  contentType: string
  /** Of the run that made it; where it was made elsewhere, the title of that run. */
  from: number | string
}>

const mostShown = 100

/** The latest results of one person, of runs here and elsewhere. */
export async function listOfferedFiles({ db, config }: Platform, personId: string): Promise<OfferedFile[]> {
  const own = (await listResultsOf(db, personId, mostShown)).map((file) => ({
    href: file.url ?? absolute(config).file(file.seq, file.tag),
    name: file.name,
    dataType: file.data_type,
    contentType: file.content_type,
    from: file.task_seq,
  }))
  const elsewhere = (await listRemoteRuns(db, personId, mostShown)).flatMap(({ resource_json, title, url }) => {
    const { outputs }: RemoteTask = JSON.parse(resource_json)
    return outputs.flatMap(({ href, ...output }) => {
      const address = URL.parse(href, url)
      return address && /^https?:$/.test(address.protocol) ? [{ ...output, href: address.href, from: title }] : []
    })
  })
  return [...own, ...elsewhere].slice(0, 2 * mostShown)
}
