import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

type Answer = Readonly<Record<string, string>>

export type ArchiveServer = Readonly<{
  environment: Readonly<Record<string, string>>
  /** The parameters of each question, in order. */
  asked: readonly URLSearchParams[]
  /** What it answers from now on, by obsid or otherwise; `special` tables by `obsid:name`. */
  rows: Answer[]
  special: Map<string, readonly Answer[]>
  /** Answers this, whatever is asked. */
  failWith: (status: number, body: string) => void
}>

const comment = '# Chandra observation catalog\n# further words\n'

/** As the services write it: comments, names, widths (numbers end in N), rows; only comments where nothing matches. */
export function archiveText(rows: readonly Answer[]): string {
  if (rows.length === 0) return comment
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const widths = names.map((name) => (name === 'obsid' ? '8N' : '24'))
  const lines = rows.map((row) => names.map((name) => row[name] ?? '').join('\t'))
  return `${comment}${[names.map((name) => name.toUpperCase()).join('\t'), widths.join('\t'), ...lines].join('\n')}\n`
}

/** A local server in the place of the archive's. */
export async function startArchive(t: TestContext): Promise<ArchiveServer> {
  const asked: URLSearchParams[] = []
  const rows: Answer[] = []
  const special = new Map<string, readonly Answer[]>()
  let failure: { status: number; body: string } | undefined

  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url ?? '/', 'http://archive')
    asked.push(searchParams)
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    if (failure || !pathname.endsWith('/ocatDetails.do')) {
      response.statusCode = failure?.status ?? 404
      response.end(failure?.body)
      return
    }
    response.end(archiveText(answerTo(searchParams)))
  })
  const answerTo = (question: URLSearchParams): readonly Answer[] => {
    const table = ['timeReqs', 'rollReqs', 'acisWindows'].find((name) => question.has(name))
    if (table) return special.get(`${question.get('obsid')}:${table}`) ?? []
    const obsids = question.get('obsid')?.split(',')
    const proposal = question.get('propNum')
    return rows.filter((row) => (!obsids || obsids.includes(row.obsid ?? '')) && (!proposal || row.pr_num === proposal))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    environment: {
      LYCEUM_DEV: '1',
      LYCEUM_HTTP_ALLOW: host,
      LYCEUM_OBSERVATIONS_ARCHIVE_URL: `http://${host}/srservices`,
    },
    asked,
    rows,
    special,
    failWith(status, body) {
      failure = { status, body }
    },
  }
}
