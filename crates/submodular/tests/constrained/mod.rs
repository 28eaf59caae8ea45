//! Random constraints, each with its own definition of what it permits.

use gainful_kernels::{Control, Random, Workers};
use gainful_submodular::constraints::{
    Fairness, Graphic, Knapsack, Laminar, MinimumDistance, Partition,
};
use gainful_submodular::{Cardinality, Constraint, Distance};

/// The families from which constraints are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One knapsack.
    Knapsack,
    /// Two of them, with a cardinality or a partition beside them.
    Knapsacks,
    /// One, with a cardinality.
    KnapsackCardinality,
    /// One, with nested groups.
    KnapsackLaminar,
    /// One, with the forests of a graph, and a cardinality or not.
    KnapsackGraphic,
    /// Two of them, alone or with two partitions.
    KnapsacksPartitions,
    /// One partition, with a cardinality or without.
    Partition,
    /// Nested groups.
    Laminar,
    /// Forests of a graph.
    Graphic,
    /// Two partitions and a graph.
    Matroids,
    /// Lower and upper bounds.
    Fairness,
    /// Elements far from one another, with a cardinality or without.
    MinimumDistance,
}

impl Family {
    /// Whether there are knapsacks.
    pub fn has_knapsacks(self) -> bool {
        matches!(
            self,
            Self::Knapsack
                | Self::Knapsacks
                | Self::KnapsackCardinality
                | Self::KnapsackLaminar
                | Self::KnapsackGraphic
                | Self::KnapsacksPartitions
        )
    }
}

/// All families.
pub const FAMILIES: [Family; 12] = [
    Family::Knapsack,
    Family::Knapsacks,
    Family::KnapsackCardinality,
    Family::KnapsackLaminar,
    Family::KnapsackGraphic,
    Family::KnapsacksPartitions,
    Family::Partition,
    Family::Laminar,
    Family::Graphic,
    Family::Matroids,
    Family::Fairness,
    Family::MinimumDistance,
];

type Rule = Box<dyn Fn(&[u32]) -> bool>;

/// A constraint and, independently of it, what sets it permits.
pub struct Case {
    /// The constraint.
    pub constraint: Constraint,
    /// Elements that are there from the beginning.
    pub initial: Vec<u32>,
    rules: Vec<Rule>,
}

impl Case {
    /// A constraint that consists of no systems.
    pub fn of(constraint: Constraint) -> Self {
        Self { constraint, initial: Vec::new(), rules: Vec::new() }
    }

    /// Whether `selected` is permitted beside the initial elements.
    pub fn permits(&self, selected: &[u32]) -> bool {
        let Constraint { cardinality, include, exclude, candidates, .. } = &self.constraint;
        let all: Vec<u32> = self.initial.iter().chain(selected).copied().collect();
        let may = |element: &u32| {
            include.contains(element)
                || candidates.as_ref().is_none_or(|candidates| candidates.contains(element))
        };
        cardinality.is_none_or(|cardinality| selected.len() <= cardinality.limit())
            && include.iter().all(|element| selected.contains(element))
            && selected.iter().all(|element| !exclude.contains(element) && may(element))
            && self.rules.iter().all(|rule| rule(&all))
    }
}

fn draw(random: &mut Random, from: u64, to: u64) -> u32 {
    (from + random.below(to - from + 1)) as u32
}

fn groups(size: usize, count: u64, random: &mut Random) -> Vec<u32> {
    (0..size).map(|_| draw(random, 0, count - 1)).collect()
}

fn members(groups: &[u32], set: &[u32], group: usize) -> usize {
    set.iter().filter(|&&element| groups[element as usize] as usize == group).count()
}

fn knapsack(name: &str, size: usize, random: &mut Random) -> (Knapsack, Rule) {
    // Integers, so that sums are exact and ties frequent; some elements are free.
    let costs: Vec<f64> = (0..size).map(|_| f64::from(draw(random, 0, 6))).collect();
    let budget = f64::from(draw(random, 6, 14));
    let knapsack = Knapsack::new(name, costs.clone(), budget).unwrap();
    let rule = move |set: &[u32]| {
        set.iter().map(|&element| costs[element as usize]).sum::<f64>() <= budget
    };
    (knapsack, Box::new(rule))
}

fn partition(name: &str, size: usize, random: &mut Random) -> (Partition, Rule) {
    let groups = groups(size, 3, random);
    let mut limits: Vec<u32> = (0..3).map(|_| draw(random, 0, 2)).collect();
    limits[groups[0] as usize] = 1;
    let partition = Partition::new(name, groups.clone(), limits.clone()).unwrap();
    let rule = move |set: &[u32]| {
        (0..3).all(|group| members(&groups, set, group) <= limits[group] as usize)
    };
    (partition, Box::new(rule))
}

/// Groups that are runs of consecutive elements, nested or disjoint.
fn laminar(size: usize, random: &mut Random) -> (Laminar, Rule) {
    let size = size as u32;
    let half = draw(random, 1, u64::from(size));
    let inner = draw(random, 0, u64::from(half));
    let all: [Vec<u32>; 4] = [
        (0..size).collect(),
        (0..half).collect(),
        (half..size).collect(),
        (0..inner).rev().collect(),
    ];
    let order = draw(random, 0, 3) as usize;
    let groups: Vec<Vec<u32>> = (0..4).map(|place| all[(place + order) % 4].clone()).collect();
    let limits: Vec<u32> = (0..4).map(|_| draw(random, 1, 4)).collect();
    let laminar = Laminar::new("laminar", groups.clone(), limits.clone()).unwrap();
    let rule = move |set: &[u32]| {
        groups.iter().zip(&limits).all(|(group, &limit)| {
            set.iter().filter(|element| group.contains(element)).count() <= limit as usize
        })
    };
    (laminar, Box::new(rule))
}

fn graphic(size: usize, random: &mut Random) -> (Graphic, Rule) {
    const VERTICES: usize = 5;
    let end = |random: &mut Random| draw(random, 0, VERTICES as u64 - 1);
    let mut edges: Vec<[u32; 2]> = (0..size).map(|_| [end(random), end(random)]).collect();
    edges[0] = [0, 1];
    let graphic = Graphic::new("graphic", edges.clone(), VERTICES).unwrap();
    // A graph has no cycle if each edge leaves one component less.
    let rule = move |set: &[u32]| {
        let mut component: Vec<u32> = (0..VERTICES as u32).collect();
        for &element in set {
            let [from, to] = edges[element as usize].map(|end| component[end as usize]);
            component.iter_mut().filter(|label| **label == from).for_each(|label| *label = to);
        }
        component.sort_unstable();
        component.dedup();
        component.len() + set.len() == VERTICES
    };
    (graphic, Box::new(rule))
}

fn fairness(size: usize, random: &mut Random) -> (Fairness, Rule, usize) {
    let groups = groups(size, 3, random);
    let count = |group: usize| groups.iter().filter(|&&other| other as usize == group).count();
    let lower: Vec<u32> = (0..3).map(|group| draw(random, 0, count(group).min(1) as u64)).collect();
    let mut upper: Vec<u32> = lower.iter().map(|&bound| bound + draw(random, 0, 2)).collect();
    upper[groups[0] as usize] = upper[groups[0] as usize].max(1);
    let least = lower.iter().sum::<u32>().max(1);
    let cardinality = draw(random, u64::from(least), (size as u64).max(u64::from(least))) as usize;
    let bounds = (lower.clone(), upper.clone());
    let fairness =
        Fairness::new("fairness", groups.clone(), bounds.0, bounds.1, cardinality).unwrap();
    let rule = move |set: &[u32]| {
        let fits = |group: usize| {
            let count = members(&groups, set, group) as u32;
            (lower[group]..=upper[group]).contains(&count)
        };
        (0..3).all(fits)
    };
    (fairness, Box::new(rule), cardinality)
}

fn minimum_distance(size: usize, random: &mut Random) -> (MinimumDistance, Rule) {
    let points: Vec<f64> = (0..size).map(|_| f64::from(draw(random, 0, 12))).collect();
    let distance = f64::from(draw(random, 0, 5));
    let (workers, control) = (Workers::single(), Control::new());
    let name = "minimumDistance";
    let given = random.below(2) == 0;
    let system = if given {
        let row = |from: &f64| points.iter().map(move |to| (from - to).abs()).collect::<Vec<_>>();
        let distances: Vec<f64> = points.iter().flat_map(row).collect();
        let shape = [size, size];
        MinimumDistance::from_distances(name, distance, distances.into(), shape, &workers, &control)
    } else {
        let features = points.iter().map(|&point| point as f32).collect::<Vec<_>>();
        let metric = Distance::Euclidean;
        MinimumDistance::from_features(
            name,
            distance,
            features.into(),
            [size, 1],
            metric,
            &workers,
            &control,
        )
    };
    let rule = move |set: &[u32]| {
        set.iter().enumerate().all(|(place, &one)| {
            set[..place]
                .iter()
                .all(|&other| (points[one as usize] - points[other as usize]).abs() >= distance)
        })
    };
    (system.unwrap(), Box::new(rule))
}

/// A constraint of `family` on a ground set of `size`.
pub fn case(family: Family, size: usize, random: &mut Random) -> Case {
    let mut constraint = Constraint::default();
    let mut rules: Vec<Rule> = Vec::new();
    macro_rules! add {
        ($made:expr) => {{
            let (system, rule) = $made;
            constraint.systems.push(Box::new(system));
            rules.push(rule);
        }};
    }
    let some_cardinality = Cardinality::new(draw(random, 1, size as u64) as usize);
    match family {
        Family::Knapsack => add!(knapsack("knapsack", size, random)),
        Family::Knapsacks => {
            add!(knapsack("knapsack[0]", size, random));
            add!(knapsack("knapsack[1]", size, random));
            if random.below(2) == 0 {
                add!(partition("partition", size, random));
            } else {
                constraint.cardinality = Some(some_cardinality);
            }
        }
        Family::KnapsackCardinality => {
            add!(knapsack("knapsack", size, random));
            constraint.cardinality = Some(some_cardinality);
        }
        Family::KnapsackLaminar => {
            add!(laminar(size, random));
            add!(knapsack("knapsack", size, random));
        }
        Family::KnapsackGraphic => {
            add!(knapsack("knapsack", size, random));
            add!(graphic(size, random));
            constraint.cardinality = (random.below(2) == 0).then_some(some_cardinality);
        }
        Family::KnapsacksPartitions => {
            add!(knapsack("knapsack[0]", size, random));
            add!(knapsack("knapsack[1]", size, random));
            if random.below(2) == 0 {
                add!(partition("partition[0]", size, random));
                add!(partition("partition[1]", size, random));
            }
        }
        Family::Partition => {
            add!(partition("partition", size, random));
            constraint.cardinality = (random.below(2) == 0).then_some(some_cardinality);
        }
        Family::Laminar => add!(laminar(size, random)),
        Family::Graphic => add!(graphic(size, random)),
        Family::Matroids => {
            add!(partition("partition[0]", size, random));
            add!(partition("partition[1]", size, random));
            add!(graphic(size, random));
        }
        Family::Fairness => {
            let (fairness, rule, cardinality) = fairness(size, random);
            constraint.systems.push(Box::new(fairness));
            constraint.cardinality = Some(Cardinality::new(cardinality));
            rules.push(rule);
        }
        Family::MinimumDistance => {
            add!(minimum_distance(size, random));
            constraint.cardinality = (random.below(2) == 0).then_some(some_cardinality);
        }
    }
    Case { constraint, initial: Vec::new(), rules }
}

/// Adds elements to include and exclude, candidates and initial elements to a case at random.
pub fn restrict(case: &mut Case, size: usize, random: &mut Random) {
    for element in 0..size as u32 {
        match random.below(10) {
            0 => case.constraint.include.push(element),
            1 => case.constraint.exclude.push(element),
            2 => case.initial.push(element),
            3 => {}
            _ => case.constraint.candidates.get_or_insert_default().push(element),
        }
    }
}
