import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import type { Environment } from './command-line.ts'

/** `lyceum serve`: runs until it is told to stop. Its options are settings by another way, and checked like them. */
export const addServe =
  (environment: Environment) =>
  (program: Command): void => {
    program
      .command('serve')
      .description('start the house: web pages and background work')
      .option('--role <role>', 'all, web or worker (LYCEUM_ROLE)')
      .option('--host <host>', 'address to listen on (LYCEUM_HOST)')
      .option('--port <port>', 'port to listen on (LYCEUM_PORT)')
      .action(async ({ role, host, port }: { role?: string; host?: string; port?: string }) => {
        const given = Object.entries({ LYCEUM_ROLE: role, LYCEUM_HOST: host, LYCEUM_PORT: port })
        const options = Object.fromEntries(given.filter(([, value]) => value !== undefined))
        const { serve } = await import('../serve.ts')
        await serve(readConfig({ ...environment, ...options }))
      })
  }
