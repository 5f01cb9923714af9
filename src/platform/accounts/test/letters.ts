import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type HouseOptions, openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { until } from '../../../../test/support/until.ts'
import { type Received, startMailServer } from '../../mail/test/mail-server.ts'

export type LetterHouse = TestHouse &
  Readonly<{
    /** Everything that the mail server took. */
    received: Received[]
    /** Waits for the next letter to an address, the latest first; its words with soft line ends undone. */
    letterTo: (to: string, subject: RegExp) => Promise<Received>
  }>

/** A whole house with a worker, and a real mail server that takes its letters. */
export async function openLetterHouse(t: TestContext, options: HouseOptions = {}): Promise<LetterHouse> {
  const { url, received } = await startMailServer(t)
  const house = await openHouse(t, {
    ...options,
    worker: true,
    environment: { LYCEUM_SMTP_URL: url, ...options.environment },
  })
  return { ...house, received, letterTo: (to, subject) => waitForLetter(received, to, subject) }
}

/** @throws AssertionError after 20 s */
export async function waitForLetter(received: readonly Received[], to: string, subject: RegExp): Promise<Received> {
  const find = () => received.findLast((letter) => letter.to === to && subject.test(letter.subject))
  const seen = () => received.map((letter) => `${letter.to}: ${letter.subject}`).join('; ')
  await until(
    () => `a letter ${subject} to ${to}, beside ${seen()}`,
    () => find() !== undefined,
  )
  const found = find() ?? assert.fail()
  return { ...found, source: undone(found.source) }
}

/** The path of the link in a letter that leads to one of our pages. */
export function linkIn({ source }: Received, page: string): string {
  const path = new RegExp(`https?://[^\\s"<]+?(/${page}/[\\w-]{43})`).exec(source)?.[1]
  return path ?? assert.fail(`no link to /${page}/ in ${source}`)
}

/** Quoted-printable as text (RFC 2045, 6.7); addresses and English words need no more. */
const undone = (source: string): string =>
  source
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
