import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a request ended: its status, whether the answer came whole, and its first words; status 0 where none came. */
export type Ended = Readonly<{ status: number; isWhole: boolean; words?: string }>

const mostWords = 300

export type SlowRequest = Readonly<{
  url: string
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body: string
  /** The body goes out in ten pieces over this time. */
  overMs: number
}>

/** Sends its body slowly, and waits for the end of the answer. Never fails. */
export async function sendSlowly({ url, method, headers, body, overMs }: SlowRequest): Promise<Ended> {
  const sent = request(url, { method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } })
  const answered = endOf(sent)
  sent.flushHeaders()
  const step = Math.ceil(body.length / 10)
  for (let at = 0; at < body.length && !sent.destroyed; at += step) {
    sent.write(body.slice(at, at + step))
    await sleep(overMs / 10)
  }
  sent.end()
  return answered
}

/** Opens a stream and reads it to its end. */
export function listen(url: string, headers: Readonly<Record<string, string>>): Promise<Ended> {
  const sent = request(url, { headers })
  const answered = endOf(sent)
  sent.end()
  return answered
}

function endOf(sent: ClientRequest): Promise<Ended> {
  return new Promise((resolve) => {
    sent.once('error', () => resolve({ status: 0, isWhole: false }))
    sent.once('response', (response: IncomingMessage) => {
      const { statusCode = 0 } = response
      let words = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        if (words.length < mostWords) words += piece.slice(0, mostWords)
      })
      response.once('close', () => resolve({ status: statusCode, isWhole: response.complete, words }))
    })
  })
}
