//! A small logistic regression with a prior of no change, for [`super::taste`]: few rows, sparse, and the same result everywhere.

/// What was seen: of two outcomes the first, with these features.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Places of features that are not 0, and their values.
    pub features: Vec<(usize, f64)>,
    /// Whether it was the first outcome.
    pub yes: bool,
    /// How much the row counts.
    pub weight: f64,
}

/// Sweeps over all features; the changes are far below what is kept long before the last.
const SWEEPS: usize = 200;

/// The weights that make the rows likeliest, each held to 0 by `priors[n] / 2 * weight²`.
///
/// Each step goes as far as the steepest curve of the loss allows, so that the loss never rises and no step size has to be chosen.
pub(crate) fn fit(rows: &[Row], priors: &[f64]) -> Vec<f64> {
    let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); priors.len()];
    for (n, row) in rows.iter().enumerate() {
        for (feature, value) in row.features.iter().filter(|f| f.1 != 0.0) {
            columns[*feature].push((n, *value));
        }
    }
    let mut weights = vec![0.0; priors.len()];
    let mut odds = vec![0.0f64; rows.len()];
    for _ in 0..SWEEPS {
        let mut furthest = 0.0f64;
        for (feature, column) in columns.iter().enumerate() {
            let (mut slope, mut curve) = (-priors[feature] * weights[feature], priors[feature]);
            for (n, value) in column {
                let row = &rows[*n];
                slope += row.weight * value * (f64::from(row.yes) - 1.0 / (1.0 + (-odds[*n]).exp()));
                curve += row.weight * value * value * 0.25;
            }
            let step = slope / curve;
            weights[feature] += step;
            column.iter().for_each(|(n, value)| odds[*n] += step * value);
            furthest = furthest.max(step.abs());
        }
        if furthest < 1e-7 {
            break;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: f64, yes: bool) -> Row {
        Row { features: vec![(0, value)], yes, weight: 1.0 }
    }

    #[test]
    fn what_always_goes_together_is_learned_and_the_prior_holds_it_back() {
        let rows: Vec<Row> = (0..10).flat_map(|_| [row(1.0, true), row(-1.0, false)]).collect();
        let [weak, strong] = [0.1, 10.0].map(|prior| fit(&rows, &[prior])[0]);
        assert!(weak > strong && strong > 0.3, "{weak} {strong}");
        // The slope of the loss is zero where it ends.
        let slope = rows.iter().map(|r| r.features[0].1 * (f64::from(r.yes) - 1.0 / (1.0 + (-strong * r.features[0].1).exp())));
        assert!((slope.sum::<f64>() - 10.0 * strong).abs() < 1e-4);
    }

    #[test]
    fn nothing_seen_and_nothing_clear_change_nothing() {
        assert_eq!(fit(&[], &[1.0, 1.0]), [0.0, 0.0]);
        assert_eq!(fit(&[row(1.0, true), row(1.0, false)], &[1.0]), [0.0]);
    }
}
