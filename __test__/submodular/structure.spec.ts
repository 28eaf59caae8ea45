import test from "ava";
import {
  CustomObjective,
  Cut,
  DisparityMin,
  DisparitySum,
  FacilityLocation,
  FeatureBased,
  GraphCut,
  Mixture,
  Modular,
  type Objective,
  ProbabilisticSetCover,
  SaturatedCoverage,
  SetCover,
  type Structure,
  SumRedundancy,
} from "../../index.ts";
import { sets } from "../support/coverage.ts";
import { INVALID, OUT_OF_RANGE, refused } from "../support/errors.ts";
import { Minstd, uniformMatrix } from "../support/random.ts";

/** Each function of `size` elements, by name. */
function objectives(size: number): Record<string, Objective> {
  const features = uniformMatrix(size, 3, 4);
  const random = new Minstd(6);
  const weights = Array.from({ length: size }, () => random.uniform());
  const directed = Array.from({ length: size }, () => weights.map(() => random.uniform()));
  return {
    FacilityLocation: FacilityLocation.fromFeaturesSync(features, { metric: "euclidean" }),
    "monotone GraphCut": GraphCut.fromFeaturesSync(features, { lambda: 0.5 }),
    "other GraphCut": GraphCut.fromFeaturesSync(features, { lambda: 0.9 }),
    Cut: Cut.fromWeightsSync(directed),
    SumRedundancy: SumRedundancy.fromFeaturesSync(features),
    DisparitySum: DisparitySum.fromFeaturesSync(features),
    DisparityMin: DisparityMin.fromFeaturesSync(features),
    Modular: Modular.fromWeightsSync(weights),
    FeatureBased: FeatureBased.fromFeaturesSync(features),
    SaturatedCoverage: SaturatedCoverage.fromSimilaritySync(directed, { alpha: 0.2 }),
    SetCover: SetCover.fromSetsSync(sets(size, 5).map((items) => Array.from(items))),
    ProbabilisticSetCover: ProbabilisticSetCover.fromProbabilitiesSync(features),
    Mixture: Mixture.ofSync([
      FacilityLocation.fromFeaturesSync(features),
      GraphCut.fromFeaturesSync(features, { lambda: 0.5 }),
    ]),
  };
}

/** Asserts that counterexamples are what they claim to be. */
function isRight(objective: Objective, { submodular, monotone, tolerance }: Structure): boolean {
  const { counterexample: growing } = submodular;
  const { counterexample: negative } = monotone;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a));
  return (
    submodular.holds === (growing === null) &&
    monotone.holds === (negative === null) &&
    (growing === null ||
      (growing.gainInSuperset > growing.gain + tolerance &&
        growing.subset.every((element) => growing.superset.includes(element)) &&
        near(objective.gain(growing.element, growing.subset), growing.gain) &&
        near(objective.gain(growing.element, growing.superset), growing.gainInSuperset))) &&
    (negative === null ||
      (negative.gain < -tolerance &&
        near(objective.gain(negative.element, negative.subset), negative.gain)))
  );
}

for (const size of [8, 40]) {
  for (const [name, objective] of Object.entries(objectives(size))) {
    test(`${name} of ${size} elements has the properties that it says, and no others`, async (t) => {
      const structure = objective.checkStructureSync();
      const { submodular, monotone, normalized } = objective.properties;
      t.is(structure.submodular.holds, submodular);
      t.is(structure.monotone.holds, monotone);
      t.is(structure.normalized.holds, normalized);
      t.is(structure.exhaustive, size === 8);
      t.true(structure.checked >= 1000);
      t.true(isRight(objective, structure));
      t.is(structure.totalCurvature === null, !(submodular && monotone));
      t.deepEqual(await objective.checkStructure(), structure);
    });
  }
}

test("a result has the documented form", (t) => {
  // min(|S|, 2), lowered by 3 at every set that holds 0.
  const f = new CustomObjective({
    size: 4,
    gain: (element, selected) => (selected.length < 2 ? 1 : 0) - (element === 0 ? 3 : 0),
  });
  const structure = f.checkStructureSync();
  t.deepEqual(structure, {
    submodular: { holds: true, counterexample: null },
    monotone: {
      holds: false,
      counterexample: { subset: Uint32Array.of(1, 2), element: 0, gain: -3 },
    },
    normalized: { holds: true, counterexample: null },
    exhaustive: true,
    checked: 48,
    tolerance: 1e-9 * 3,
    totalCurvature: null,
  });
});

test("what is declared of functions of the caller is put to the test", async (t) => {
  const properties = { submodular: true, monotone: true };
  const square = new CustomObjective({
    size: 10,
    gain: (_, selected) => 2 * selected.length + 1,
    properties,
  });
  t.true(square.properties.submodular);
  const { submodular, monotone } = await square.checkStructure();
  t.true(monotone.holds);
  const { subset, superset, gain, gainInSuperset } = submodular.counterexample ?? t.fail();
  t.is(superset.length, subset.length + 1);
  t.deepEqual([gain, gainInSuperset], [2 * subset.length + 1, 2 * subset.length + 3]);

  const shifted = new CustomObjective({
    size: 3,
    gain: () => 1,
    value: (selected) => 5 + selected.length,
  });
  t.deepEqual(shifted.checkStructureSync().normalized, {
    holds: false,
    counterexample: { value: 5 },
  });
});

test("curvature is that of its definition", (t) => {
  // Weights 4 and 2 for points that two elements share; each has a point of its own of weight 1.
  const f = FacilityLocation.fromSimilaritySync([
    [4, 1, 0, 0],
    [4, 0, 1, 0],
    [0, 0, 0, 2],
  ]);
  t.is(f.checkStructureSync().totalCurvature, 1 - 1 / 5);
  const modular = Modular.fromWeightsSync(Array.from({ length: 50 }, (_, i) => i));
  t.is(modular.checkStructureSync().totalCurvature, 0);
});

test("samples and seed decide about large functions, threads do not", async (t) => {
  const f = FacilityLocation.fromFeaturesSync(uniformMatrix(60, 3, 1));
  const expected = f.checkStructureSync({ samples: 400, seed: 3 });
  t.true(expected.checked >= 400 && expected.checked < 500);
  t.deepEqual(await f.checkStructure({ samples: 400, seed: 3, threads: 1 }), expected);
  t.deepEqual(f.checkStructureSync({ samples: 400, seed: 3, threads: 2 }), expected);
  const square = new CustomObjective({ size: 30, gain: (_, selected) => selected.length ** 2 });
  const ofSeed = (seed: number): Structure => square.checkStructureSync({ samples: 1, seed });
  t.notDeepEqual(ofSeed(1), ofSeed(2));
  t.deepEqual(square.checkStructureSync(), square.checkStructureSync({ samples: 1000, seed: 0 }));
});

test("refused: options outside their range", async (t) => {
  const f = Modular.fromWeightsSync([1]);
  const check = (options: unknown) => ({
    sync: () => f.checkStructureSync(options as never),
    async: () => f.checkStructure(options as never),
  });
  const range = (least: number): string => `Expected an integer from ${least} to ${2 ** 53 - 1}`;
  await refused(t, check({ samples: 0 }), OUT_OF_RANGE, `${range(1)} for samples but received 0`);
  await refused(t, check({ samples: "9" }), INVALID, `${range(1)} for samples but received '9'`);
  await refused(t, check({ seed: -1 }), OUT_OF_RANGE, `${range(0)} for seed but received -1`);
  await refused(t, check(null), INVALID, "Expected an object for options but received null");
});
