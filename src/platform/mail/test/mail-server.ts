import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

export type Received = Readonly<{ to: string; messageId: string; subject: string; source: string }>

/** A real mail server on 127.0.0.1 that keeps what it takes; `answer` may refuse with a code, after or before taking it. */
export async function startMailServer(t: TestContext) {
  const received: Received[] = []
  const behaviour: { refuseWith: number | undefined; takesIt: boolean } = { refuseWith: undefined, takesIt: false }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: async (stream, session, answer) => {
      const source = await wholeOf(stream)
      if (source === undefined) return
      const code = behaviour.refuseWith
      if (code === undefined || behaviour.takesIt)
        received.push(asReceived(session.envelope.rcptTo[0]?.address, source))
      answer(code === undefined ? null : Object.assign(new Error('not today'), { responseCode: code }))
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => server.close(resolve)))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, received, behaviour }
}

/** Undefined where the line was cut before the end. */
async function wholeOf(stream: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  try {
    return Buffer.concat(await Array.fromAsync(stream)).toString('utf8')
  } catch {
    return undefined
  }
}

const header = (source: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(source)?.[1]?.trim() ?? ''

const asReceived = (to = '', source: string): Received => ({
  to,
  messageId: header(source, 'message-id'),
  subject: header(source, 'subject'),
  source,
})
