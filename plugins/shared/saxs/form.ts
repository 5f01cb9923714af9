import { boolean, choice, dataUrl, integer, number } from '../../../src/apps/plugins/sdk/fields.ts'

const text = ['text/plain', 'text/csv', 'text/tab-separated-values', 'application/octet-stream']

/** What the analysis takes. */
export const inputs = {
  curve: dataUrl({
    label: 'Experimental curve',
    description: 'Three columns: q, intensity and its error, blank-separated. Lines of words are passed over.',
    required: true,
    dataType: 'saxs/curve',
    contentType: text,
  }),
  structures: dataUrl({
    label: 'Structures',
    description:
      'A ZIP, tar or tar.gz of PDB or CIF files, one for each model. May be left out where simulated curves are given.',
    dataType: 'saxs/structures',
    contentType: [
      'application/zip',
      'application/gzip',
      'application/x-tar',
      'chemical/x-pdb',
      'application/octet-stream',
    ],
  }),
  simulated: dataUrl({
    label: 'Simulated curves',
    description:
      'One line for each line of the curve, one column for each structure in the natural order of their names, or with their names above. Takes the place of the calculation.',
    dataType: 'saxs/simulated',
    contentType: text,
  }),
  measuredShifts: dataUrl({
    label: 'Measured chemical shifts',
    description:
      'Two columns: shift and error in ppm. Needs the next two as well. With an archive of a predictor: residue number, residue name, atom, shift.',
    dataType: 'nmr/shifts',
    contentType: text,
  }),
  predictedShifts: dataUrl({
    label: 'Predicted chemical shifts',
    description:
      'One line for each measured shift, one column for each structure. Or an archive of what a predictor wrote, a file for each structure, of its name: residue number, residue name, atom, shift.',
    dataType: 'nmr/predicted-shifts',
    contentType: [...text, 'application/zip', 'application/gzip', 'application/x-tar'],
  }),
  shiftErrors: dataUrl({
    label: 'Errors of the predictions',
    description: 'One number for each measured shift, in ppm. Left empty beside an archive of a predictor.',
    dataType: 'nmr/shift-errors',
    contentType: text,
  }),
  energies: dataUrl({
    label: 'Energies',
    description: 'One number for each structure, in kcal/mol. They take the place of the prior.',
    dataType: 'saxs/energies',
    contentType: text,
  }),
}

/** How it is done. Ranges and defaults are those of the published program where it has them. */
export const parameters = {
  threshold: number({
    label: 'Weight threshold',
    description:
      'Models below it are dropped. One over the number of models is a good first guess; above 0.1 is rarely sensible.',
    min: 0.0001,
    max: 0.5,
    step: 0.01,
    default: 0.01,
  }),
  iterations: integer({
    label: 'Iterations',
    description: 'Of each chain. 2,000 are usually enough; more where R-hat does not come down to 1.0.',
    min: 200,
    max: 20_000,
    step: 100,
    default: 2_000,
  }),
  seed: integer({
    label: 'Random start value',
    description: 'The same value gives the same numbers. Left empty, one is drawn and told.',
    min: 0,
    max: 4_294_967_295,
  }),
  skipSelection: boolean({
    label: 'Skip the selection',
    description: 'Straight to the inference, for few structures: 50 at most are sensible, 200 are possible.',
  }),
  prior: choice({
    label: 'Prior of the weights',
    description: 'Parameter of a Dirichlet distribution, the same for each model.',
    default: 'share',
    options: { share: 'One over the number of models left', half: '½, as in the published examples', one: '1: flat' },
  }),
  variant: choice({
    label: 'Objective of the selection',
    description: 'As published, the result depends on the unit of the intensities.',
    default: 'corrected',
    options: { corrected: 'Corrected', compat: 'As published' },
  }),
  chains: integer({ label: 'Chains', min: 1, max: 8, default: 4 }),
  warmUpShare: number({ label: 'Share of warm-up', min: 0.1, max: 0.9, step: 0.1, default: 0.5 }),
  acceptance: number({
    label: 'Target acceptance',
    description: 'Higher is slower and goes astray less often.',
    min: 0.6,
    max: 0.99,
    step: 0.01,
    default: 0.8,
  }),
  maxRounds: integer({ label: 'Most rounds of selection', min: 1, max: 500, default: 100 }),
  evidence: boolean({ label: 'Compute the model evidence', default: true }),
  solvent: choice({
    label: 'Solvent of calculated curves',
    default: 'usual',
    options: { usual: 'As for most proteins (C₁ = 1, C₂ = 0)', fitted: 'Fitted to the curve, for each structure' },
  }),
  splitModels: boolean({
    label: 'Each model of a file is a structure',
    description: 'For a trajectory written as one PDB file with many models. Otherwise the first of them is taken.',
  }),
  background: boolean({
    label: 'Fit a constant background',
    description:
      'Besides the scale, for a buffer that was not taken off quite right. Not with the objective as published; the evidence compares with analyses that have one as well.',
  }),
  errorFactor: number({
    label: 'Multiply the errors by',
    description: 'Where chi² is far from 1 and the residuals show no pattern, its root; the verdict names it.',
    min: 0.1,
    max: 10,
    step: 0.1,
    default: 1,
  }),
  unit: choice({
    label: 'Unit of q',
    default: 'inverse-angstrom',
    options: { 'inverse-angstrom': '1/Å', 'inverse-nanometre': '1/nm' },
  }),
  qMin: number({ label: 'Smallest q', description: 'In 1/Å. Points below it are left out.', min: 0 }),
  qMax: number({ label: 'Largest q', description: 'In 1/Å. Points above it are left out.', min: 0 }),
  relativeError: number({
    label: 'Relative error',
    description: 'Taken for a curve of two columns, such as 0.05.',
    min: 0,
    max: 1,
    isAbove: true,
  }),
}

export const help = `Given many possible structures of a flexible molecule and one measured scattering curve, this finds the few
structures, and their weights, that explain the curve without explaining its noise.

1. **Simulate**: a curve is calculated for each structure, unless you give them.
2. **Select**: models that the data do not ask for are dropped, round by round (variational Bayesian weighting; its prior
   is ½ for each model).
3. **Sample**: the weights of the rest, and how certain they are (complete Bayesian inference).
4. **Judge**: chi², CorMap, model evidence, convergence.

chi² is divided by the number of points. The divergence (JSD) is 0 where the weights are certain and 1 where they are not
at all. The model evidence is known up to a constant: compare it between analyses of the same curve.`
