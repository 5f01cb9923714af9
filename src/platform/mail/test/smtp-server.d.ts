/** As much of the package, which brings no types, as the tests use. */
declare module 'smtp-server' {
  import type { Server } from 'node:net'
  import type { Readable } from 'node:stream'

  type Answer = (error?: (Error & { responseCode?: number }) | null) => void
  type Session = { envelope: { rcptTo: { address: string }[] } }

  export class SMTPServer {
    constructor(options: {
      authOptional?: boolean
      disabledCommands?: string[]
      onData?: (stream: Readable, session: Session, answer: Answer) => void
    })
    server: Server
    listen(port: number, host: string, listening: () => void): void
    close(closed: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
  }
}
