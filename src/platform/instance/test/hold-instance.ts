/** Holds the instance named by its argument until it is killed or its input ends; a process of its own for the tests. */
import { holdInstance } from '../holding.ts'

try {
  holdInstance(process.argv[2] ?? '')
  process.stdout.write('held\n')
  process.stdin.resume().on('end', () => process.exit(0))
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 3
}
