import type { Config } from '../config.ts'
import type { Shell } from '../platform/app.ts'
import type { Platform } from '../platform/platform.ts'

type OpenShell = Shell & Readonly<{ exitCode: () => number; close: () => Promise<void> }>
type OpenPlatform = Readonly<{ platform: Platform; close: () => Promise<void> }>

/** What a command is lent: the house, opened when it is first asked for, and one way to print. */
export function openShell(config: Config, asJson: boolean): OpenShell {
  const open = async (other: Config): Promise<OpenPlatform> =>
    (await import('../compose.ts')).openHouse(other, 'command')
  let opened: Promise<OpenPlatform> | undefined
  let exitCode = 0

  return {
    config,
    parts: async () => (await import('../parts.ts')).parts,
    platform: async () => {
      opened ??= open(config)
      return (await opened).platform
    },
    open,
    print: (value, words) => {
      process.stdout.write(`${asJson ? JSON.stringify(value) : words(value)}\n`)
    },
    foundSomething: () => {
      exitCode = 1
    },
    readStdin: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(chunk)
      return Buffer.concat(chunks).toString('utf8').trimEnd()
    },
    exitCode: () => exitCode,
    close: async () => {
      const house = await opened?.catch(() => undefined)
      await house?.close()
    },
  }
}
