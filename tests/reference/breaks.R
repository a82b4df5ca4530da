# Unknown breaks: F statistics, partitions, intervals and CUSUM tests by strucchange.
# Run from the root of the repository: Rscript tests/reference/breaks.R > tests/reference/breaks.csv
suppressMessages(library(strucchange))

emit <- function(case, quantity, value) {
  cat(sprintf("%s,%s,%s\n", case, quantity, ifelse(is.na(value), "NA", sprintf("%.17g", value))),
      sep = "")
}

# The calendar year as regressor, or the constant alone.
model_of <- function(y, x) if (is.null(x)) y ~ 1 else y ~ x

f_statistics <- function(case, y, x, from) {
  # With few years R warns that it moved the first date to k + 1, as we do.
  fs <- suppressWarnings(Fstats(model_of(y, x), from = from))
  emit(case, paste0("f_", seq_along(fs$Fstats)), as.numeric(fs$Fstats))
  emit(case, "breakpoint", fs$breakpoint)
  for (type in c("supF", "aveF", "expF")) {
    test <- sctest(fs, type = type)
    emit(case, tolower(type), unname(test$statistic))
    emit(case, paste0("p_", tolower(type)), unname(test$p.value))
  }
}

partitions <- function(case, y, x, h) {
  bp <- breakpoints(model_of(y, x), h = h, breaks = min(5, ceiling(length(y) / h) - 2))
  most <- ncol(bp$RSS.table) / 2
  for (m in 0:most) {
    found <- breakpoints(bp, breaks = m)
    emit(case, sprintf("rss_%d", m), found$RSS)
    emit(case, sprintf("bic_%d", m), AIC(found, k = log(length(y))))
    if (m > 0) emit(case, sprintf("break_%d_%d", m, 1:m), found$breakpoints)
  }
  emit(case, "chosen_bic", sum(!is.na(breakpoints(bp)$breakpoints)))
  for (m in 1:min(2, most)) {
    for (kind in c("heterogeneous", "homogeneous")) {
      ci <- suppressWarnings(confint(bp, breaks = m, het.reg = kind == "heterogeneous",
                                     het.err = kind == "heterogeneous"))$confint
      emit(case, sprintf("%s_%d_%d_low", kind, m, 1:m), ci[, 1])
      emit(case, sprintf("%s_%d_%d_high", kind, m, 1:m), ci[, 3])
    }
  }
}

cusums <- function(case, y, x) {
  for (type in c("OLS-CUSUM", "Rec-CUSUM")) {
    test <- sctest(efp(model_of(y, x), type = type))
    name <- if (type == "OLS-CUSUM") "cusum_ols" else "cusum_rec"
    emit(case, name, unname(test$statistic))
    emit(case, paste0("p_", name), unname(test$p.value))
  }
}

# The wild bootstrap and the AR(1) null of the F statistics, one fit at a time.
bootstrap <- function(case, years, y, x, rho, draws) {
  functionals <- function(v) {
    f <- suppressWarnings(Fstats(model_of(v, x), from = 0.15))$Fstats
    c(supf = max(f), avef = mean(f), expf = log(mean(exp(0.5 * f))))
  }
  observed <- functionals(y)
  residual <- residuals(lm(model_of(y, x)))
  span <- max(years) - min(years) + 1
  nulls <- list(
    iid = function() residual * rnorm(length(y)),
    ar1 = function() {
      u <- filter(rnorm(span) * c(1 / sqrt(1 - rho^2), rep(1, span - 1)), rho, "recursive")
      as.numeric(u)[years - min(years) + 1]
    }
  )
  emit(case, "rho", rho)
  emit(case, "draws", draws)
  for (kind in names(nulls)) {
    simulated <- replicate(draws, functionals(nulls[[kind]]()))
    p <- (1 + rowSums(simulated >= observed)) / (draws + 1)
    emit(case, paste0("p_", kind, "_", names(p)), p)
  }
}

exim <- read.csv("data/raw/exim.csv", na.strings = "n/a")
exim <- exim[!is.na(exim$share), ]
oda <- read.csv("data/raw/oda.csv", na.strings = c("n/a", "none"))
oda$china_usd <- as.numeric(gsub(",", "", oda$china_usd))
jica <- read.csv("data/raw/jica.csv")
jica$experts <- as.numeric(gsub(",", "", jica$experts))
series <- list(
  exim_share = list(exim$year, exim$share),
  exim_loans = list(exim$year, exim$loans),
  china_usd = list(oda$year, oda$china_usd),
  experts = list(jica$year, jica$experts),
  nile = list(1871:1970, as.numeric(Nile))
)

cat("case,quantity,value\n")
for (name in names(series)) {
  year <- series[[name]][[1]]
  y <- series[[name]][[2]]
  n <- length(y)
  for (model in c("mean", "trend")) {
    x <- if (model == "trend") year - mean(year)
    k <- if (model == "mean") 1 else 2
    run <- function(f, suffix, ...) f(paste(name, model, suffix, sep = "_"), y, x, ...)
    for (from in c(0.15, 0.20)) {
      if (2 * max(floor(from * n), k + 1) <= n)
        run(f_statistics, sprintf("f%02.0f", 100 * from), from)
    }
    h <- max(floor(0.15 * n), 3, k + 1)
    if (ceiling(n / h) - 2 >= 1) run(partitions, "partitions", h)
    run(cusums, "cusum")
  }
}

set.seed(20021031)
bootstrap("exim_share_mean_bootstrap", exim$year, exim$share, NULL, 0.6, 1999)
bootstrap("exim_share_trend_bootstrap", exim$year, exim$share, exim$year - 1990, 0.3, 1999)
