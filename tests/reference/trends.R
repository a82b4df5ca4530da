# Trends: Kendall's test by cor.test, Sen's slope and interval and the regional test by hand.
# Run from the root of the repository: Rscript tests/reference/trends.R > tests/reference/trends.csv
emit <- function(case, quantity, value) cat(sprintf("%s,%s,%.17g\n", case, quantity, value), sep = "")

# Sen (1968): median of the slopes of all pairs; the interval takes their order statistics at
# (N -+ z sd(S)) / 2, rounded as scipy does.
sen <- function(t, y) {
  pairs <- combn(length(y), 2)
  slopes <- sort((y[pairs[2, ]] - y[pairs[1, ]]) / (t[pairs[2, ]] - t[pairs[1, ]]))
  n <- length(y)
  ties <- table(y)
  variance <- (n * (n - 1) * (2 * n + 5) - sum(ties * (ties - 1) * (2 * ties + 5))) / 18
  reach <- qnorm(0.975) * sqrt(variance)
  low <- max(round((length(slopes) - reach) / 2) - 1, 0)
  high <- min(round((length(slopes) + reach) / 2), length(slopes) - 1)
  c(slope = median(slopes), low = slopes[low + 1], high = slopes[high + 1], variance = variance)
}

kendall_s <- function(y) {
  pairs <- combn(length(y), 2)
  sum(sign(y[pairs[2, ]] - y[pairs[1, ]]), na.rm = TRUE)
}

# Hirsch and Slack (1984): covariance of two S, unobserved years at the mean rank.
covariance <- function(a, b) {
  n <- length(a)
  pairs <- combn(n, 2)
  k <- sum(sign((a[pairs[2, ]] - a[pairs[1, ]]) * (b[pairs[2, ]] - b[pairs[1, ]])), na.rm = TRUE)
  ranks <- function(v) {
    r <- rank(v, na.last = "keep")
    r[is.na(r)] <- (sum(!is.na(v)) + 1) / 2
    r
  }
  (k + 4 * sum(ranks(a) * ranks(b)) - n * (sum(!is.na(a)) + 1) * (sum(!is.na(b)) + 1)) / 3
}

exim <- read.csv("data/raw/exim.csv", na.strings = "n/a")
exim <- exim[!is.na(exim$share), ]
oda <- read.csv("data/raw/oda.csv", na.strings = c("n/a", "none"))
jica <- read.csv("data/raw/jica.csv")
plain <- function(v) as.numeric(gsub(",", "", v))
series <- list(
  exim_share = list(exim$year, exim$share),
  exim_loans = list(exim$year, exim$loans),
  china_usd = list(oda$year, plain(oda$china_usd)),
  experts = list(jica$year, plain(jica$experts)),
  jica_share = list(jica$year, jica$share),
  nile = list(1871:1970, as.numeric(Nile))
)

cat("case,quantity,value\n")
for (name in names(series)) {
  t <- series[[name]][[1]]
  y <- series[[name]][[2]]
  emit(name, "s", kendall_s(y))
  slopes <- sen(t, y)
  emit(name, names(slopes), slopes)
  tied <- any(duplicated(y))
  emit(name, "tau_b", unname(cor.test(t, y, method = "kendall", exact = !tied)$estimate))
  normal <- cor.test(t, y, method = "kendall", exact = FALSE, continuity = TRUE)
  emit(name, "p_normal", normal$p.value)
  if (!tied && length(y) <= 60) {
    for (side in c("two.sided", "greater", "less"))
      emit(name, paste0("p_exact_", side),
           cor.test(t, y, method = "kendall", exact = TRUE, alternative = side)$p.value)
  }
}

for (kind in c("usd", "share")) {
  columns <- lapply(oda[grepl(kind, names(oda))], plain)
  case <- paste0("regional_", kind)
  total <- sum(sapply(columns, kendall_s))
  variances <- outer(seq_along(columns), seq_along(columns),
                     Vectorize(function(i, j) covariance(columns[[i]], columns[[j]])))
  emit(case, "s", total)
  emit(case, "variance", sum(variances))
  emit(case, "variance_independent", sum(diag(variances)))
  emit(case, "p", 2 * pnorm(-(abs(total) - 1) / sqrt(sum(variances))))
}
