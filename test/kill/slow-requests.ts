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

/** A request under way: when the server has taken it up, and how it ended. Neither ever fails. */
export type UnderWay = Readonly<{ begun: Promise<void>; ended: Promise<Ended> }>

/** Sends its body slowly, once the server has said that it reads. */
export function sendSlowly({ url, method, headers, body, overMs }: SlowRequest): UnderWay {
  const length = String(Buffer.byteLength(body))
  const sent = request(url, { method, headers: { ...headers, 'content-length': length, expect: '100-continue' } })
  const ended = endOf(sent)
  const begun = new Promise<void>((resolve) => sent.once('continue', resolve))
  sent.flushHeaders()
  void begun.then(() => sendBody(sent, body, overMs))
  return { begun: Promise.race([begun, ended.then(() => {})]), ended }
}

async function sendBody(sent: ClientRequest, body: string, overMs: number): Promise<void> {
  const step = Math.ceil(body.length / 10)
  for (let at = 0; at < body.length && !sent.destroyed; at += step) {
    sent.write(body.slice(at, at + step))
    await sleep(overMs / 10)
  }
  sent.end()
}

/** Opens a stream and reads it to its end. */
export function listen(url: string, headers: Readonly<Record<string, string>>): UnderWay {
  const sent = request(url, { headers })
  const ended = endOf(sent)
  const begun = new Promise<void>((resolve) => sent.once('response', () => resolve()))
  sent.end()
  return { begun: Promise.race([begun, ended.then(() => {})]), ended }
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
