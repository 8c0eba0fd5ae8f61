package record

// Quantile is the type 7 quantile (Hyndman & Fan 1996, the default of R and NumPy) of sorted values, for p in 0..1:
// with n values, h = (n - 1)·p, linear between the values at floor(h) and floor(h) + 1.
func Quantile(sorted []Micros, p float64) Micros {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	h := float64(n-1) * p
	i := int(h)
	if i >= n-1 {
		return sorted[n-1]
	}
	low, high := float64(sorted[i]), float64(sorted[i+1])
	return OfNs(int64((low + (h-float64(i))*(high-low)) * 1000))
}
