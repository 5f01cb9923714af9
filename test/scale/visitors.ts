import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { mixedList } from '../kill/importing.ts'
import { type Ended, sendSlowly } from '../kill/slow-requests.ts'

/** People and programs who ask without a pause, quickly and slowly, and listen for changes. */
export type Visitors = Readonly<{
  answered: () => number
  /** Ends it, and answers what was not as it should be, in words. */
  leave: () => Promise<
    Readonly<{ complaints: readonly string[]; overloads: number; answers: number; streams: readonly Stream[] }>
  >
}>

/** One stream from its start to its end: what the server said last, and whether it was the server who ended it. */
export type Stream = Readonly<{ status: number; lastWords: string; isWhole: boolean }>

type Headers = Readonly<Record<string, string>>

const pages = ['/papers', '/papers/list', '/healthz', '/api/v1/papers/papers', '/api/v1/papers/collector']
const tooMuchToDo = 'The house has more to do than it can manage'
const quickOnes = 4
/** The first of them sends a list. */
const slowOnes = 4
/** Between two questions of one visitor. */
const restMs = 50
const listeners = 3

export function sendVisitors(address: string, headers: Headers): Visitors {
  const complaints: string[] = []
  const streams: Stream[] = []
  const leaving = new AbortController()
  let [answers, overloads] = [0, 0]

  const note = (what: string, { status, isWhole, words }: Ended): void => {
    answers += 1
    if (isWhole && status >= 200 && status < 400) return
    // Said of the machine, which tests share with others, and not of who stops on it.
    if (isWhole && status === 503 && words?.includes(tooMuchToDo)) overloads += 1
    else complaints.push(`${what}: ${status}${isWhole ? '' : ', cut off'} ${words}`)
  }
  const hurry = async (visitor: number): Promise<void> => {
    for (let n = visitor; !leaving.signal.aborted; n++) {
      const isBulk = n % 4 === 3
      const path = isBulk ? '/api/v1/papers/papers/bulk' : (pages[n % pages.length] ?? '/')
      note(
        path,
        await ask(address + path, headers, isBulk ? { action: 'priority', priority: 1, q: `v${n}` } : undefined),
      )
      await sleep(restMs)
    }
  }
  const linger = async (visitor: number): Promise<void> => {
    const what = visitor === 0 ? uploadOf(mixedList(200)) : questionOf(20)
    while (!leaving.signal.aborted) {
      const overMs = 400 + visitor * 250
      const slow = {
        url: address + what.path,
        method: 'POST',
        headers: { ...headers, ...what.headers },
        overMs,
      } as const
      note(`slowly ${what.path}`, await sendSlowly({ ...slow, body: what.body }).ended)
    }
  }
  const listen = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      const stream = await hear(`${address}/live?topics=jobs`, headers, leaving.signal)
      if (!leaving.signal.aborted) streams.push(stream)
      // As a browser does when it was told so.
      await sleep(Number(/retry: (\d+)\s*$/.exec(stream.lastWords)?.[1] ?? 3_000), undefined, {
        signal: leaving.signal,
      }).catch(() => {})
    }
  }
  const some = (count: number, act: (n: number) => Promise<void>) => Array.from({ length: count }, (_, n) => act(n))
  const all = Promise.all([...some(quickOnes, hurry), ...some(slowOnes, linger), ...some(listeners, listen)])

  return {
    answered: () => answers,
    leave: async () => {
      leaving.abort()
      await all
      return { complaints, overloads, answers, streams }
    },
  }
}

async function ask(url: string, headers: Headers, body?: unknown): Promise<Ended> {
  const accept = url.includes('/api/') ? 'application/json' : 'text/html'
  try {
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, accept, ...(body !== undefined && { 'content-type': 'application/json' }) },
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, isWhole: true, words: /<main[\s\S]{0,600}/.exec(text)?.[0] ?? text.slice(0, 300) }
  } catch {
    return { status: 0, isWhole: false }
  }
}

function hear(url: string, headers: Headers, signal: AbortSignal): Promise<Stream> {
  return new Promise((resolve) => {
    let lastWords = ''
    const sent = request(url, { headers: { ...headers, accept: 'text/event-stream' }, signal })
    sent.once('error', () => resolve({ status: 0, lastWords, isWhole: false }))
    sent.once('response', (answer: IncomingMessage) => {
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        lastWords = (lastWords + piece).slice(-100)
      })
      answer.once('error', () => {})
      answer.once('close', () => resolve({ status: answer.statusCode ?? 0, lastWords, isWhole: answer.complete }))
    })
    sent.end()
  })
}

type Question = Readonly<{ path: string; headers: Headers; body: string }>

const uploadOf = (list: string): Question => ({
  path: '/api/v1/papers/imports',
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
  body: `--edge\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\ncontent-type: text/csv\r\n\r\n${list}\r\n--edge--\r\n`,
})

const questionOf = (dois: number): Question => ({
  path: '/api/v1/papers/imports/dois',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ dois: Array.from({ length: dois }, (_, n) => `10.5555/slow.${n}`) }),
})
