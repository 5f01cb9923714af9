import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { runCommandLine } from './cli/command-line.ts'

/** Real variables win over `.env`, which lies beside where the command is called. */
const fromFile = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
process.exitCode = await runCommandLine(process.argv, { ...fromFile, ...process.env })
