# Comparisons of two groups of years, by R's own functions. Run from the root of the repository.
suppressPackageStartupMessages(library(sandwich))

emit <- function(case, quantity, value) cat(sprintf("%s,%s,%.17g\n", case, quantity, value), sep = "")

exim <- read.csv("data/raw/exim.csv", na.strings = "n/a")
exim <- exim[!is.na(exim$share), ]

cut_at <- function(column, event) {
  kept <- exim[exim$year != event, ]
  list(y = kept[[column]], after = as.numeric(kept$year > event))
}

cat("case,quantity,value\n")
for (column in c("share", "loans")) for (event in c(1985, 1990, 1997)) {
  case <- sprintf("exim_%s_%d", column, event)
  s <- cut_at(column, event)
  post <- s$y[s$after == 1]
  pre <- s$y[s$after == 0]

  w <- t.test(post, pre)
  emit(case, "welch_estimate", mean(post) - mean(pre))
  emit(case, "welch_se", w$stderr)
  emit(case, "welch_statistic", w$statistic)
  emit(case, "welch_df", w$parameter)
  emit(case, "welch_p_two_sided", w$p.value)
  emit(case, "welch_p_greater", t.test(post, pre, alternative = "greater")$p.value)
  emit(case, "welch_ci_low", w$conf.int[1])
  emit(case, "welch_ci_high", w$conf.int[2])

  df <- length(s$y) - 2
  pooled <- sqrt(((length(pre) - 1) * var(pre) + (length(post) - 1) * var(post)) / df)
  unit <- sqrt(1 / length(pre) + 1 / length(post))
  d <- (mean(post) - mean(pre)) / pooled
  # R's pt(ncp) is good to about 1e-12.
  ncp <- function(p) uniroot(function(x) pt(d / unit, df, x) - p, d / unit + c(-30, 30),
                             tol = 1e-13)$root
  emit(case, "hedges_g_estimate", d * gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2)))
  emit(case, "hedges_g_ci_low", ncp(0.975) * unit)
  emit(case, "hedges_g_ci_high", ncp(0.025) * unit)

  # Without ties R's test is exact.
  if (!anyDuplicated(s$y)) {
    m <- wilcox.test(post, pre, exact = TRUE, conf.int = TRUE)
    emit(case, "mwu_statistic", m$statistic)
    emit(case, "mwu_p_two_sided", m$p.value)
    emit(case, "mwu_p_greater", wilcox.test(post, pre, exact = TRUE, alternative = "greater")$p.value)
    emit(case, "mwu_p_less", wilcox.test(post, pre, exact = TRUE, alternative = "less")$p.value)
    emit(case, "mwu_estimate", m$estimate)
    emit(case, "mwu_ci_low", m$conf.int[1])
    emit(case, "mwu_ci_high", m$conf.int[2])
  }

  if (column == "share") {
    fit <- glm(I(y / 100) ~ after, family = quasibinomial, data = s,
               control = glm.control(epsilon = 1e-15, maxit = 100))
    b <- coef(fit)
    # The fitted share after minus the fitted share before, and its gradient.
    p <- plogis(c(b[1], b[1] + b[2]))
    slope <- p * (1 - p)
    gradient <- c(slope[2] - slope[1], slope[2])
    for (type in c("HC1", "HC3")) {
      v <- vcovHC(fit, type = type)
      id <- paste0("fraclogit_", tolower(type))
      emit(case, paste0(id, "_log_odds_ratio_estimate"), b[2])
      emit(case, paste0(id, "_log_odds_ratio_se"), sqrt(v[2, 2]))
      emit(case, paste0(id, "_log_odds_ratio_p_two_sided"),
           2 * pt(-abs(b[2]) / sqrt(v[2, 2]), fit$df.residual))
      emit(case, paste0(id, "_average_marginal_effect_estimate"), 100 * (p[2] - p[1]))
      emit(case, paste0(id, "_average_marginal_effect_se"),
           100 * sqrt(drop(t(gradient) %*% v %*% gradient)))
    }
  }

  log_fit <- lm(log(y) ~ after, data = s)
  emit(case, "loglevel_estimate", exp(coef(log_fit)[2]))
  emit(case, "loglevel_ci_low", exp(confint(log_fit)[2, 1]))
  emit(case, "loglevel_ci_high", exp(confint(log_fit)[2, 2]))
  emit(case, "loglevel_statistic", summary(log_fit)$coefficients[2, 3])
  emit(case, "loglevel_p_two_sided", summary(log_fit)$coefficients[2, 4])
}
