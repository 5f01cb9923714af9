import type { OpenedFile } from '../../../../src/apps/plugins/sdk/context.ts'
import { type Shifts, statisticsOfShifts } from '../inference/shifts.ts'
import type { Statistics } from '../inference/statistics.ts'
import { findingsFor, type InputName } from './findings.ts'
import { type Demand, type GivenFiles, largestCurveBytes, largestTextBytes, textOf } from './given.ts'
import { isArchive, namesAtoms, readPredictions, shiftsOf } from './predictions.ts'
import { readColumns, readEnergies } from './simulated.ts'

/** Chemical shifts and energies, for models of these names. */
export async function readExtras(
  files: GivenFiles,
  names: readonly string[],
  demand: Demand,
): Promise<{ shifts?: Statistics; energies?: Float64Array }> {
  const { energies } = files
  const shifts = await readShifts(files, names, demand)
  const found: { shifts?: Statistics; energies?: Float64Array } = shifts ? { shifts: statisticsOfShifts(shifts) } : {}
  if (!energies) return found
  const findings = findingsFor('energies', energies.name)
  const text = await textOf(energies, largestCurveBytes, findings)
  return { ...found, energies: demand(readEnergies(text, names.length, findings), findings.list) }
}

/** As three tables, or as what a predictor wrote for each model. Undefined where none were given. */
async function readShifts(files: GivenFiles, names: readonly string[], demand: Demand): Promise<Shifts | undefined> {
  const { measuredShifts, predictedShifts, shiftErrors } = files
  const some = [measuredShifts, predictedShifts, shiftErrors].find((file) => file !== undefined)
  if (!some) return undefined
  if (measuredShifts && predictedShifts && (await isArchive(predictedShifts.path)))
    return shiftsOfPredictor(measuredShifts, predictedShifts, shiftErrors, names, demand)
  if (measuredShifts && predictedShifts && shiftErrors)
    return shiftsOfTables(measuredShifts, predictedShifts, shiftErrors, names.length, demand)
  const findings = findingsFor('measuredShifts', some.name)
  findings.error(
    'this file of shifts alone',
    'measured shifts, predicted shifts and errors of the predictions together; errors may be left out where the predicted ones are an archive of what a predictor wrote',
  )
  return demand(undefined, findings.list)
}

async function shiftsOfPredictor(
  measured: OpenedFile,
  predicted: OpenedFile,
  errors: OpenedFile | undefined,
  names: readonly string[],
  demand: Demand,
): Promise<Shifts> {
  const aboutMeasured = findingsFor('measuredShifts', measured.name)
  const text = await textOf(measured, largestCurveBytes, aboutMeasured)
  if (!(await namesAtoms(measured.path)))
    aboutMeasured.error('no line of residue number, residue name, atom, shift', 'such lines, as the predictor has them')
  demand(true, aboutMeasured.list)
  if (errors) {
    const findings = findingsFor('shiftErrors', errors.name)
    findings.error('errors of the predictions', 'none: beside an archive of a predictor the usual ones are taken')
    demand(undefined, findings.list)
  }
  const findings = findingsFor('predictedShifts', predicted.name)
  const predictions = await readPredictions(predicted.path, findings)
  demand(true, findings.list)
  const about = findingsFor('predictedShifts', predicted.name)
  return demand(shiftsOf(text, predictions, names, about), about.list)
}

async function shiftsOfTables(
  measuredShifts: OpenedFile,
  predictedShifts: OpenedFile,
  shiftErrors: OpenedFile,
  models: number,
  demand: Demand,
): Promise<Shifts> {
  const columnsOf = async (
    input: InputName,
    file: OpenedFile,
    rows: number | null,
    columns: number,
  ): Promise<Float64Array[]> => {
    const findings = findingsFor(input, file.name)
    const read = readColumns(await textOf(file, largestTextBytes, findings), { rows, columns }, findings)
    if (input !== 'predictedShifts' && read?.at(-1)?.some((error) => error <= 0))
      findings.error('an error of 0 or below', 'errors above 0')
    return demand(read, findings.list)
  }
  const [measured, errors] = (await columnsOf('measuredShifts', measuredShifts, null, 2)) as [
    Float64Array,
    Float64Array,
  ]
  const predicted = await columnsOf('predictedShifts', predictedShifts, measured.length, models)
  const [predictionErrors] = (await columnsOf('shiftErrors', shiftErrors, measured.length, 1)) as [Float64Array]
  return {
    measured,
    errors,
    predictionErrors,
    predicted: Float64Array.from(predicted.flatMap((column) => [...column])),
    models,
  }
}
