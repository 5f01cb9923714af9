import { connect } from 'node:net'

/** Sends bytes as they are, since clients tidy up addresses and headers, and answers with all that came back. */
export function sendRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setTimeout(1_000, () => socket.end())
    socket.on('data', (bytes) => {
      answer += String(bytes)
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
