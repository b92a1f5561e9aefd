//! Smooth functions over many numbers, written so that every machine gives the same bits: no sum is taken in another order, and no
//! function comes from the system's library.

/// Sums are taken in so many lanes, which processors can add side by side.
const LANES: usize = 16;

/// Sum in a fixed order.
#[inline(always)]
pub(super) fn sum(numbers: &[f32]) -> f32 {
    let (runs, rest) = numbers.as_chunks::<LANES>();
    let mut lanes = [0.0f32; LANES];
    for run in runs {
        for (lane, x) in lanes.iter_mut().zip(run) {
            *lane += x;
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// `e` to the power of `x`, with a relative error below one in a million.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let pushed = x * std::f32::consts::LOG2_E + PUSH;
    let power = pushed - PUSH;
    // The logarithm of 2 in two parts, so that the rest is exact.
    let rest = (x - power * 0.693_359_4) + power * 2.121_944_4e-4;
    let series =
        1.0 + rest * (1.0 + rest * (0.5 + rest * (0.166_666_67 + rest * (0.041_666_668 + rest * (0.008_333_334 + rest * 0.001_388_889)))));
    // The last bits of the pushed number are the power, and the first of a float its exponent.
    series * f32::from_bits(pushed.to_bits().wrapping_sub(PUSH.to_bits()).wrapping_add(127) << 23)
}

/// The natural logarithm of a positive number, with an error below one in a million.
pub(crate) fn log(x: f32) -> f32 {
    // The number as m · 2ⁿ, with m near 1; the logarithm of m as the area of a hyperbola.
    let bits = x.to_bits().wrapping_sub(0x3f35_04f3);
    let power = (bits as i32) >> 23;
    let m = f32::from_bits((bits & 0x007f_ffff).wrapping_add(0x3f35_04f3));
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let series = 2.0 * s * (1.0 + square * (0.333_333_34 + square * (0.2 + square * (0.142_857_15 + square * 0.111_111_11))));
    series + power as f32 * std::f32::consts::LN_2
}

/// The logarithm of the sum of numbers that are given by their logarithms.
pub(super) fn log_sum(logs: &[f32]) -> f32 {
    let most = logs.iter().fold(f32::MIN, |most, x| most.max(*x));
    most + log(logs.iter().map(|x| exp(*x - most)).sum())
}

/// Adding this pushes the fraction out of a number between -2²² and 2²², and leaves it as a whole number in its last bits: rounding
/// without an instruction for it, which is the same everywhere and is done for many numbers at once.
const PUSH: f32 = 12_582_912.0;

/// Rounds to the nearest whole number.
#[inline(always)]
pub(super) fn whole(x: f32) -> i16 {
    (x + PUSH).to_bits().wrapping_sub(PUSH.to_bits()) as i16
}

/// The Gaussian error linear unit: `x` times the chance that a normal number is below it.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    // Abramowitz and Stegun, formula 7.1.26, for the error function of x / √2.
    let size = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let series = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let tail = series * exp(-size * size);
    let erf = if x < 0.0 { tail - 1.0 } else { 1.0 - tail };
    0.5 * x * (1.0 + erf)
}

/// Makes numbers positive with the sum 1, the greatest the most.
#[inline(always)]
pub(super) fn softmax(numbers: &mut [f32]) {
    let most = numbers.iter().fold(f32::MIN, |most, x| most.max(*x));
    for x in numbers.iter_mut() {
        *x = exp(*x - most);
    }
    let share = 1.0 / sum(numbers);
    for x in numbers.iter_mut() {
        *x *= share;
    }
}

/// Shifts and scales a vector to mean 0 and variance 1, then by what was learned.
#[inline(always)]
pub(super) fn normalize(vector: &mut [f32], scale: &[f32], shift: &[f32]) {
    let count = vector.len().max(1) as f32;
    let mean = sum(vector) / count;
    for x in vector.iter_mut() {
        *x -= mean;
    }
    let mut lanes = [0.0f32; LANES];
    let (runs, rest) = vector.as_chunks::<LANES>();
    for run in runs {
        for (lane, x) in lanes.iter_mut().zip(run) {
            *lane += x * x;
        }
    }
    let squares = lanes.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>();
    let unit = 1.0 / (squares / count + 1e-12).sqrt();
    for (x, (scale, shift)) in vector.iter_mut().zip(scale.iter().zip(shift)) {
        *x = *x * unit * scale + shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_near_the_exact_ones() {
        for n in -4000..=4000 {
            let x = n as f32 / 100.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 1e-6, "exp({x})");
            assert!((log(exp(x)) - x).abs() < 1e-5, "log(exp({x})) = {}", log(exp(x)));
        }
        let known = [(-3.0, -0.004_049_7), (-1.0, -0.158_655_25), (0.0, 0.0), (0.5, 0.345_731_24), (2.0, 1.954_499_7)];
        for (x, value) in known {
            assert!((gelu(x) - value).abs() < 1e-5, "gelu({x}) = {}", gelu(x));
        }
    }

    #[test]
    fn softmax_sums_to_one_and_keeps_the_order() {
        let mut numbers: Vec<f32> = (0..37).map(|n| n as f32 * 0.3 - 4.0).collect();
        softmax(&mut numbers);
        assert!((numbers.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(numbers.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn normalized_vectors_have_mean_zero_and_variance_one() {
        let mut vector: Vec<f32> = (0..50).map(|n| (n * n) as f32).collect();
        normalize(&mut vector, &[1.0; 50], &[0.0; 50]);
        let mean = vector.iter().sum::<f32>() / 50.0;
        let variance = vector.iter().map(|x| x * x).sum::<f32>() / 50.0;
        assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-3);
    }
}
