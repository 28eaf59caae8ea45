import test from "ava";
import {
  CustomObjective,
  ConcaveOverModular,
  Cut,
  DisparityMin,
  DisparitySum,
  FacilityLocation,
  FeatureBased,
  FacilityLocationConditionalGain,
  FacilityLocationConditionalMutualInformation,
  FacilityLocationMutualInformation,
  FacilityLocationQueryMutualInformation,
  GraphCut,
  GraphCutConditionalGain,
  GraphCutMutualInformation,
  LogDeterminant,
  LogDeterminantConditionalGain,
  LogDeterminantConditionalMutualInformation,
  LogDeterminantMutualInformation,
  MarkovChain,
  maximize,
  maximizeSync,
  Mixture,
  type Model,
  Modular,
  type Objective,
  ProbabilisticSetCover,
  Resource,
  SaturatedCoverage,
  selectCoordinates,
  selectCoordinatesSync,
  SetCover,
  SumRedundancy,
  type Tokenizer,
  trainSync,
} from "../index.ts";
import { gainfulError, INVALID, type Kind, rejects, throws } from "./support/errors.ts";
import { uniformMatrix } from "./support/random.ts";

const DISPOSED: Kind = gainfulError("ERR_DISPOSED");
const MEGABYTE = 2 ** 20;

const chain = (): MarkovChain =>
  MarkovChain.curieWeissSync({ dimension: 3, inverseTemperature: 0.1 });
const model = (): Model => trainSync("aa aa ab", { vocabularySize: 258 });
const objective = (): FacilityLocation =>
  FacilityLocation.fromSimilaritySync([
    [1, 0],
    [0, 1],
  ]);

interface Class {
  readonly make: () => Resource;
  /** Every use of an object of the class that needs its data. */
  readonly uses: Readonly<Record<string, (resource: never) => unknown>>;
  /** Whether users call its constructor. */
  readonly isConstructible?: boolean;
}

const PAIRS = [
  [0, 1],
  [1, 0],
];
const KERNEL = [
  [3, 1, 1],
  [1, 3, 1],
  [1, 1, 3],
];

const maximizing = {
  maximizeSync: (f: Objective) => maximizeSync(f, { cardinality: 1 }),
  evaluate: (f: Objective) => f.evaluate([0]),
  gain: (f: Objective) => f.gain(0, []),
  checkStructureSync: (f: Objective) => f.checkStructureSync(),
};

const CLASSES: Readonly<Record<string, Class>> = {
  CustomObjective: {
    make: () => new CustomObjective({ size: 2, gain: () => 1 }),
    uses: maximizing,
    isConstructible: true,
  },
  FacilityLocation: {
    make: objective,
    uses: {
      ...maximizing,
      assignment: (f: FacilityLocation) => f.assignment([0]),
    },
  },
  GraphCut: { make: () => GraphCut.fromSimilaritySync(PAIRS), uses: maximizing },
  LogDeterminant: { make: () => LogDeterminant.fromKernelSync(KERNEL), uses: maximizing },
  FacilityLocationMutualInformation: {
    make: () =>
      FacilityLocationMutualInformation.fromSimilaritySync({
        similarity: PAIRS,
        querySimilarity: PAIRS,
      }),
    uses: maximizing,
  },
  FacilityLocationQueryMutualInformation: {
    make: () => FacilityLocationQueryMutualInformation.fromSimilaritySync(PAIRS),
    uses: maximizing,
  },
  FacilityLocationConditionalGain: {
    make: () =>
      FacilityLocationConditionalGain.fromSimilaritySync({
        similarity: PAIRS,
        privateSimilarity: PAIRS,
      }),
    uses: maximizing,
  },
  FacilityLocationConditionalMutualInformation: {
    make: () =>
      FacilityLocationConditionalMutualInformation.fromSimilaritySync({
        similarity: PAIRS,
        querySimilarity: PAIRS,
        privateSimilarity: PAIRS,
      }),
    uses: maximizing,
  },
  GraphCutMutualInformation: {
    make: () => GraphCutMutualInformation.fromSimilaritySync(PAIRS),
    uses: maximizing,
  },
  GraphCutConditionalGain: {
    make: () =>
      GraphCutConditionalGain.fromSimilaritySync({
        similarity: PAIRS,
        candidatePrivateSimilarity: PAIRS,
      }),
    uses: maximizing,
  },
  ConcaveOverModular: {
    make: () => ConcaveOverModular.fromSimilaritySync(PAIRS),
    uses: maximizing,
  },
  LogDeterminantMutualInformation: {
    make: () => LogDeterminantMutualInformation.fromKernelSync(KERNEL, { queryCount: 1 }),
    uses: maximizing,
  },
  LogDeterminantConditionalGain: {
    make: () => LogDeterminantConditionalGain.fromKernelSync(KERNEL, { privateCount: 1 }),
    uses: maximizing,
  },
  LogDeterminantConditionalMutualInformation: {
    make: () =>
      LogDeterminantConditionalMutualInformation.fromKernelSync(KERNEL, {
        queryCount: 1,
        privateCount: 1,
      }),
    uses: maximizing,
  },
  SumRedundancy: { make: () => SumRedundancy.fromSimilaritySync(PAIRS), uses: maximizing },
  Cut: { make: () => Cut.fromWeightsSync(PAIRS), uses: maximizing },
  DisparitySum: { make: () => DisparitySum.fromDistancesSync(PAIRS), uses: maximizing },
  DisparityMin: { make: () => DisparityMin.fromDistancesSync(PAIRS), uses: maximizing },
  FeatureBased: { make: () => FeatureBased.fromFeaturesSync(PAIRS), uses: maximizing },
  SaturatedCoverage: { make: () => SaturatedCoverage.fromSimilaritySync(PAIRS), uses: maximizing },
  SetCover: { make: () => SetCover.fromSetsSync([[0], [1]]), uses: maximizing },
  ProbabilisticSetCover: {
    make: () => ProbabilisticSetCover.fromProbabilitiesSync(PAIRS),
    uses: maximizing,
  },
  Modular: { make: () => Modular.fromWeightsSync([1, 2]), uses: maximizing },
  Mixture: { make: () => Mixture.ofSync([objective()]), uses: maximizing },
  Model: {
    make: model,
    uses: {
      vocabularySize: (m: Model) => m.vocabularySize,
      vocabulary: (m: Model) => m.vocabulary,
      merges: (m: Model) => m.merges,
      toMergesTxt: (m: Model) => m.toMergesTxt(),
      toTokenizerJson: (m: Model) => m.toTokenizerJson(),
      tokenizer: (m: Model) => m.tokenizer(),
    },
  },
  Tokenizer: {
    make: () => model().tokenizer(),
    uses: {
      encode: (tokenizer: Tokenizer) => tokenizer.encode("a"),
      decode: (tokenizer: Tokenizer) => tokenizer.decode([1]),
    },
  },
  MarkovChain: {
    make: chain,
    uses: {
      stationary: (c: MarkovChain) => c.stationary(),
      entropyRate: (c: MarkovChain) => c.entropyRate(),
      selectCoordinatesSync: (c: MarkovChain) =>
        selectCoordinatesSync(c, { objective: "entropy-rate", cardinality: 1 }),
    },
  },
};

for (const [name, { make, uses, isConstructible = false }] of Object.entries(CLASSES)) {
  test(`${name} tells how much memory it keeps, until it is disposed`, (t) => {
    const resource = make();
    t.true(resource instanceof Resource);
    t.false(resource.disposed);
    t.true(resource.bytes > 0);
    resource.dispose();
    t.true(resource.disposed);
    t.is(resource.bytes, 0);
  });

  test(`${name} can be disposed twice and by \`using\``, (t) => {
    const resource = make();
    resource[Symbol.dispose]();
    t.true(resource.disposed);
    t.notThrows(() => resource.dispose());
  });

  for (const [use, call] of Object.entries(uses)) {
    test(`${name} cannot be used any more once it is disposed: ${use}`, (t) => {
      const resource = make();
      t.notThrows(() => call(resource as never));
      resource.dispose();
      throws(
        t,
        () => call(resource as never),
        DISPOSED,
        `This ${name} was disposed and cannot be used any more`,
      );
    });
  }

  if (isConstructible) continue;
  test(`${name} cannot be made by the caller`, (t) => {
    const type = make().constructor as new (handle: unknown) => unknown;
    throws(
      t,
      () => new type({}),
      INVALID,
      `Expected the package itself to be the caller (use the functions that return such objects) for new ${name}() but received an object of class Object`,
    );
  });
}

test("functions that return promises reject for a disposed object", async (t) => {
  const [f, c] = [objective(), chain()];
  f.dispose();
  c.dispose();
  await rejects(
    t,
    () => maximize(f, { cardinality: 1 }),
    DISPOSED,
    "This FacilityLocation was disposed and cannot be used any more",
  );
  await rejects(
    t,
    () => selectCoordinates(c, { objective: "entropy-rate", cardinality: 1 }),
    DISPOSED,
    "This MarkovChain was disposed and cannot be used any more",
  );
});

test("a tokenizer outlives its model", (t) => {
  const trained = model();
  const tokenizer = trained.tokenizer();
  trained.dispose();
  t.is(tokenizer.decode(tokenizer.encode("aab")), "aab");
});

test("an object can be used by several calls at once", async (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(300, 4, 1));
  const expected = maximizeSync(f, { cardinality: 100 });
  const calls = Array.from({ length: 8 }, () => maximize(f, { cardinality: 100 }));
  t.deepEqual(maximizeSync(f, { cardinality: 100 }), expected);
  for (const selection of await Promise.all(calls)) t.deepEqual(selection, expected);
});

test("a call goes on when its object is disposed meanwhile", async (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(300, 4, 1));
  const expected = maximizeSync(f, { cardinality: 100 });
  const call = maximize(f, { cardinality: 100 });
  f.dispose();
  t.deepEqual(await call, expected);

  const c = MarkovChain.curieWeissSync({ dimension: 10, inverseTemperature: 0.1 });
  const options = { objective: "entropy-rate", cardinality: 5 } as const;
  const selected = selectCoordinatesSync(c, options);
  const selecting = selectCoordinates(c, options);
  c.dispose();
  t.deepEqual(await selecting, selected);
});

// What follows looks at the memory of the process, so nothing else may run beside it. (What V8 is
// told about memory outside its heap does not show in `process.memoryUsage().external`.)

const resident = (): number => process.memoryUsage().rss;

test.serial("disposing gives the memory back at once", (t) => {
  const data = new Float32Array(16_000_000).fill(0.5);
  const similarity = { data, rows: 4000, columns: 4000 };
  const before = resident();
  const f = FacilityLocation.fromSimilaritySync(similarity);
  const held = resident() - before;
  f.dispose();
  const left = resident() - before;
  t.true(held > 60 * MEGABYTE, `${held} bytes were taken`);
  t.true(left < 20 * MEGABYTE, `${left} bytes are left`);
});

test.serial("thousands of objects in a loop that never waits keep memory bounded", (t) => {
  const similarity = uniformMatrix(300, 300, 1);
  const before = resident();
  let most = 0;
  for (let i = 0; i < 2000; i++) {
    const f = FacilityLocation.fromSimilaritySync(similarity);
    most = Math.max(most, resident());
    f.dispose();
  }
  // Together they would take 1.4 GB.
  t.true(most - before < 200 * MEGABYTE, `${most - before} bytes`);
});

test.serial(
  "V8 hears how much memory objects hold, so that it collects them in time",
  async (t) => {
    const similarity = uniformMatrix(1000, 1000, 1, Float32Array);
    const before = resident();
    let most = 0;
    for (let i = 0; i < 300; i++) {
      FacilityLocation.fromSimilaritySync(similarity);
      most = Math.max(most, resident());
      // Finalizers run between tasks.
      await new Promise(setImmediate);
    }
    // Together they would take 1.2 GB, and their JavaScript objects alone are no reason to collect.
    t.true(most - before < 600 * MEGABYTE, `${most - before} bytes`);
  },
);

test.serial("results of a loop that never waits are collected in time", (t) => {
  const tokenizer = trainSync("a", { vocabularySize: 256 }).tokenizer();
  const text = "a".repeat(10_000);
  const before = resident();
  // Together they would take 2 GB.
  for (let i = 0; i < 50_000; i++) tokenizer.encode(text);
  const more = resident() - before;
  t.true(more < 300 * MEGABYTE, `${more} bytes`);
});

test.serial("calls that report leave nothing behind", async (t) => {
  const similarity = uniformMatrix(500, 500, 1);
  const build = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      // The inputs are the call's own, so that they stay only if the call does.
      const copy = { ...similarity, data: similarity.data.slice() };
      const f = await FacilityLocation.fromSimilarity(copy, { onProgress: () => {} });
      f.dispose();
    }
  };
  await build(20);
  const before = resident();
  await build(300);
  // The inputs together take 600 MB.
  const more = resident() - before;
  t.true(more < 250 * MEGABYTE, `${more} bytes`);
});
