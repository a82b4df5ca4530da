# The three linear models with R's covariances. Run from the root of the repository.
suppressPackageStartupMessages(library(sandwich))

emit <- function(case, quantity, value) cat(sprintf("%s,%s,%.17g\n", case, quantity, value), sep = "")

exim <- read.csv("data/raw/exim.csv", na.strings = "n/a")
window <- exim$year >= 1983 & exim$year <= 1996
series <- list(
  exim_share = list(year = exim$year, y = exim$share, first_post = 1987),
  exim_share_1983_1996 = list(year = exim$year[window], y = exim$share[window], first_post = 1990),
  nile = list(year = 1871:1970, y = as.numeric(Nile), first_post = 1899)
)

design <- function(s, prefix) {
  d <- as.numeric(s$year >= s$first_post)
  t <- s$year - mean(s$year[!is.na(s$y)])
  switch(prefix,
    shift = cbind(one = 1, level_shift = d),
    its = cbind(one = 1, time = t, level_change = d, slope_change = d * (s$year - s$first_post)),
    trend = cbind(one = 1, slope = t))
}

contrasts_of <- function(s, prefix, x) {
  k <- ncol(x)
  if (prefix != "its") return(setNames(list(diag(k)[2, ]), colnames(x)[2]))
  lag <- (s$year - s$first_post)[s$year >= s$first_post & !is.na(s$y)]
  list(average_gap = c(0, 0, 1, mean(lag)), level_change = diag(4)[3, ], slope_change = diag(4)[4, ])
}

cat("case,quantity,value\n")
for (name in names(series)) for (prefix in c("shift", "its", "trend")) {
  s <- series[[name]]
  x <- design(s, prefix)
  rows <- contrasts_of(s, prefix, x)
  fit <- lm(s$y ~ x - 1)
  gap_free <- !anyNA(s$y)
  kinds <- list(ols = vcov(fit))
  if (gap_free) {
    n <- length(s$y)
    kinds$hac <- NeweyWest(fit, lag = round(0.75 * n^(1 / 3)), prewhite = FALSE, adjust = TRUE)
    kinds$hac5 <- NeweyWest(fit, lag = 5, prewhite = FALSE, adjust = TRUE)
  }
  for (kind in names(kinds)) {
    v <- kinds[[kind]]
    for (parameter in names(rows)) {
      id <- sprintf("%s_%s_%s", prefix, kind, parameter)
      estimate <- sum(rows[[parameter]] * coef(fit))
      se <- sqrt(drop(t(rows[[parameter]]) %*% v %*% rows[[parameter]]))
      emit(name, paste0(id, "_estimate"), estimate)
      emit(name, paste0(id, "_se"), se)
      emit(name, paste0(id, "_p_two_sided"), 2 * pt(-abs(estimate / se), fit$df.residual))
      emit(name, paste0(id, "_ci_low"), estimate - qt(0.975, fit$df.residual) * se)
    }
    if (prefix == "its") {
      f <- drop(coef(fit)[3:4] %*% solve(v[3:4, 3:4], coef(fit)[3:4])) / 2
      emit(name, sprintf("its_%s_joint_statistic", kind), f)
      emit(name, sprintf("its_%s_joint_p_two_sided", kind), pf(f, 2, fit$df.residual, lower = FALSE))
    }
  }
  # Exact Gaussian likelihood; a missing value is a gap of the calendar.
  ar1 <- arima(s$y, order = c(1, 0, 0), xreg = x, include.mean = FALSE, method = "ML",
               optim.control = list(reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, 1 + ncol(x)),
                                    parscale = c(0.1, abs(coef(fit)) + sd(s$y, na.rm = TRUE))))
  emit(name, sprintf("%s_ar1_rho", prefix), coef(ar1)[1])
  emit(name, sprintf("%s_ar1_loglik", prefix), ar1$loglik)
  for (parameter in names(rows)) {
    emit(name, sprintf("%s_ar1_%s_estimate", prefix, parameter),
         sum(rows[[parameter]] * coef(ar1)[-1]))
  }
}
# Chow's test, as in strucchange: the break after the last year before the event.
suppressPackageStartupMessages(library(strucchange))
s <- series$exim_share
kept <- !is.na(s$y)
last <- sum(s$year[kept] < s$first_post)
y <- s$y[kept]
t <- s$year[kept]
mean_test <- sctest(y ~ 1, type = "Chow", point = last)
trend_test <- sctest(y ~ t, type = "Chow", point = last)
emit("exim_share", "chow_mean_statistic", mean_test$statistic)
emit("exim_share", "chow_mean_p_two_sided", mean_test$p.value)
emit("exim_share", "chow_trend_statistic", trend_test$statistic)
emit("exim_share", "chow_trend_p_two_sided", trend_test$p.value)
