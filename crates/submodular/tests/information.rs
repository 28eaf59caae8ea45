//! The information measures of facility location and graph cut, and concave over modular, against
//! their formulas on random sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::{
    Cardinality, Concave, Constraint, Context, FacilityLocation, GraphCutConditionalGain, Matrix,
    Metric, Objective, Options, Selection, Shaped, Stopping, concave_over_modular,
    facility_location_query_mutual_information, graph_cut_mutual_information, maximize, optimizers,
    query_similarity,
};

const CANDIDATES: usize = 9;
const POINTS: usize = 13;
const QUERIES: usize = 3;
const PRIVATES: usize = 2;
const ETA: f64 = 0.8;
const NU: f64 = 0.6;

/// Rows of numbers from -0.3 to 0.7, or from 0 to 1.
fn table(rows: usize, columns: usize, signed: bool, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed, 0);
    let lowest = if signed { -0.3 } else { 0.0 };
    (0..rows).map(|_| (0..columns).map(|_| random.unit() + lowest).collect()).collect()
}

fn shaped(table: &[Vec<f64>], single: bool) -> Shaped {
    let entries = table.concat();
    let matrix = if single {
        entries.iter().map(|&entry| entry as f32).collect::<Vec<_>>().into()
    } else {
        Matrix::from(entries)
    };
    (matrix, table.len(), table[0].len())
}

/// The largest entry of a column among these rows.
fn best<'a>(rows: impl IntoIterator<Item = &'a Vec<f64>>, column: usize) -> f64 {
    rows.into_iter().map(|row| row[column]).fold(f64::NEG_INFINITY, f64::max)
}

fn select(objective: &dyn Objective, optimizer: &str) -> Selection {
    let options = Options {
        optimizer: Some(optimizers::by_name(optimizer).unwrap()),
        stopping: Some(Stopping::Full),
        ..Options::default()
    };
    let constraint = Constraint::from(Cardinality::new(objective.size()));
    maximize(objective, &constraint, &options, &Workers::single(), &Control::new()).unwrap()
}

/// Compares the values of all sets with a formula, and lazy greedy with greedy.
fn check(objective: &dyn Objective, single: bool, formula: impl Fn(&[usize]) -> f64) {
    let (workers, tolerance) = (Workers::single(), if single { 1e-5 } else { 1e-12 });
    for mask in 0..1u32 << CANDIDATES {
        let set: Vec<usize> = (0..CANDIDATES).filter(|element| mask >> element & 1 == 1).collect();
        let mut state = objective.begin();
        set.iter().for_each(|&element| state.insert(element as u32, &workers));
        let (value, expected) = (state.value(), formula(&set));
        assert!((value - expected).abs() <= tolerance, "{set:?}: {value}, not {expected}");
    }
    let properties = objective.properties();
    if properties.submodular.holds {
        assert_eq!(select(objective, "greedy").elements, select(objective, "lazy-greedy").elements);
    }
    if properties.monotone.holds {
        assert!(select(objective, "greedy").gains.iter().all(|&gain| gain >= -tolerance));
    }
}

#[test]
fn facility_location_is_clamped_by_queries_and_privates() {
    let (workers, control) = (&Workers::single(), &Control::new());
    for signed in [false, true] {
        let similarity = table(CANDIDATES, POINTS, signed, 1);
        let queries = table(QUERIES, POINTS, signed, 2);
        let privates = table(PRIVATES, POINTS, signed, 3);
        // The formula of the documentation, with q and p as they are without queries and privates.
        let formula = |set: &[usize], has_queries: bool, has_privates: bool| -> f64 {
            let term = |point: usize| {
                if set.is_empty() {
                    return 0.0;
                }
                let selected = best(set.iter().map(|&element| &similarity[element]), point);
                let above = if has_queries { ETA * best(&queries, point) } else { f64::INFINITY };
                let below = if has_privates { NU * best(&privates, point) } else { 0.0 };
                (selected.min(above) - below).max(0.0)
            };
            (0..POINTS).map(term).sum()
        };
        for single in [false, true] {
            let [queries, privates] = [shaped(&queries, single), shaped(&privates, single)];
            for (context, has_queries, has_privates) in [
                (Context::of_queries(queries.clone(), ETA), true, false),
                (Context::of_privates(privates.clone(), NU), false, true),
                (Context::of_both(queries, ETA, privates, NU), true, true),
            ] {
                let similarity = shaped(&similarity, single);
                let objective = FacilityLocation::information_from_similarity(
                    similarity,
                    context.unwrap(),
                    workers,
                    control,
                );
                check(&objective.unwrap(), single, |set| formula(set, has_queries, has_privates));
            }
        }
    }
}

#[test]
fn queries_are_to_be_represented_or_just_matched() {
    let (workers, control) = (&Workers::single(), &Control::new());
    for signed in [false, true] {
        let similarity = table(CANDIDATES, QUERIES, signed, 4);
        let row_best =
            |element: usize| similarity[element].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for single in [false, true] {
            let given = || shaped(&similarity, single);
            let objective =
                facility_location_query_mutual_information(given(), ETA, workers, control).unwrap();
            check(&objective, single, |set| {
                let selected = || set.iter().map(|&element| &similarity[element]);
                let covered: f64 = (0..QUERIES).map(|query| best(selected(), query).max(0.0)).sum();
                covered + ETA * set.iter().map(|&element| row_best(element)).sum::<f64>()
            });
            let objective = graph_cut_mutual_information(&given(), 0.4, workers, control).unwrap();
            check(&objective, single, |set| {
                0.8 * set.iter().flat_map(|&element| &similarity[element]).sum::<f64>()
            });
        }
    }
}

#[test]
fn similarities_to_queries_diminish() {
    let (workers, control) = (&Workers::single(), &Control::new());
    let similarity = table(CANDIDATES, QUERIES, false, 5);
    for concave in [Concave::SquareRoot, Concave::Log1p, Concave::Cap { cap: 1.2 }] {
        let image = |sum: f64| match concave {
            Concave::SquareRoot => sum.sqrt(),
            Concave::Log1p => sum.ln_1p(),
            _ => sum.min(1.2),
        };
        for single in [false, true] {
            let given = shaped(&similarity, single);
            let objective = concave_over_modular(given, concave, ETA, workers, control).unwrap();
            check(&objective, single, |set| {
                let column = |query: usize| set.iter().map(|&j| similarity[j][query]).sum();
                let row = |element: usize| similarity[element].iter().sum();
                (0..QUERIES).map(|query| image(column(query))).sum::<f64>()
                    + ETA * set.iter().map(|&element| image(row(element))).sum::<f64>()
            });
        }
    }
}

#[test]
fn a_factor_that_overflows_is_named() {
    let (workers, control) = (&Workers::single(), &Control::new());
    let similarity = || shaped(&table(CANDIDATES, QUERIES, false, 9), false);
    let eta = 1e308;
    let message = "Expected a number small enough for finite values of all sets for eta but received \
                   1e308";
    let flqmi = facility_location_query_mutual_information(similarity(), eta, workers, control);
    assert_eq!(flqmi.unwrap_err().to_string(), message);
    let com = concave_over_modular(similarity(), Concave::SquareRoot, eta, workers, control);
    assert_eq!(com.unwrap_err().to_string(), message);
    // As large as this, all is well.
    let eta = 1e300;
    facility_location_query_mutual_information(similarity(), eta, workers, control).unwrap();
    let objective =
        concave_over_modular(similarity(), Concave::SquareRoot, eta, workers, control).unwrap();
    assert!(select(&objective, "greedy").value.is_finite());
}

#[test]
fn graph_cut_stays_away_from_privates() {
    let (workers, control) = (&Workers::single(), &Control::new());
    let drawn = table(CANDIDATES, CANDIDATES, false, 6);
    let pair = |i: usize, j: usize| drawn[i.min(j)][i.max(j)];
    let similarity: Vec<Vec<f64>> =
        (0..CANDIDATES).map(|i| (0..CANDIDATES).map(|j| pair(i, j)).collect()).collect();
    let privates = table(CANDIDATES, PRIVATES, false, 7);
    for lambda in [0.3, 0.9] {
        for single in [false, true] {
            let objective = GraphCutConditionalGain::from_similarity(
                shaped(&similarity, single),
                &shaped(&privates, single),
                lambda,
                NU,
                workers,
                control,
            );
            check(&objective.unwrap(), single, |set| {
                let covered: f64 = set.iter().flat_map(|&j| &similarity[j]).sum();
                let inside: f64 = set
                    .iter()
                    .flat_map(|&i| set.iter().map(move |&j| (i, j)))
                    .map(|(i, j)| similarity[i][j])
                    .sum();
                let private: f64 = set.iter().flat_map(|&j| &privates[j]).sum();
                covered - lambda * inside - 2.0 * lambda * NU * private
            });
        }
    }
}

#[test]
fn features_give_the_similarities_of_their_metric() {
    let (workers, control) = (&Workers::single(), &Control::new());
    let columns = 4;
    let all = table(CANDIDATES + QUERIES + PRIVATES, columns, true, 8);
    let (features, others) = all.split_at(CANDIDATES);
    let (queries, privates) = others.split_at(QUERIES);
    let [features, queries, privates] =
        [features, queries, privates].map(|rows| shaped(rows, false));
    for metric in [
        Metric::Cosine,
        Metric::Dot,
        Metric::Rbf { gamma: None },
        Metric::InverseDistance,
        Metric::Euclidean,
    ] {
        let joined = shaped(&all, false);
        let Matrix::F64(entries) =
            metric.similarities(&joined.0, joined.1, columns, workers, control).unwrap()
        else {
            unreachable!()
        };
        let rows: Vec<Vec<f64>> =
            entries.chunks(all.len()).map(|row| row[..CANDIDATES].to_vec()).collect();
        let context = |queries, privates| Context::of_both(queries, ETA, privates, NU).unwrap();
        let (candidate_rows, other_rows) = rows.split_at(CANDIDATES);
        let (query_rows, private_rows) = other_rows.split_at(QUERIES);
        let expected = FacilityLocation::information_from_similarity(
            shaped(candidate_rows, false),
            context(shaped(query_rows, false), shaped(private_rows, false)),
            workers,
            control,
        );
        let actual = FacilityLocation::information_from_features(
            features.clone(),
            context(queries.clone(), privates.clone()),
            metric,
            workers,
            control,
        );
        assert_eq!(select(&actual.unwrap(), "greedy"), select(&expected.unwrap(), "greedy"));
        if metric == Metric::Euclidean {
            continue;
        }
        let similarity =
            query_similarity(features.clone(), queries.clone(), metric, workers, control).unwrap();
        let Matrix::F64(similarity) = similarity.0 else { unreachable!() };
        for (index, entry) in similarity.into_iter().enumerate() {
            let expected = query_rows[index % QUERIES][index / QUERIES];
            assert!((entry - expected).abs() < 1e-12, "{metric:?}: {entry}, not {expected}");
        }
    }
}
