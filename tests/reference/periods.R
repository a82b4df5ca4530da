# Quarters and months: the data that strucchange ships, and what it and R say of their breaks.
# Run from the root of the repository: Rscript tests/reference/periods.R > tests/reference/periods.csv
suppressMessages(library(strucchange))

data("RealInt")
data("BostonHomicide")

emit <- function(case, quantity, value) {
  cat(sprintf("%s,%s,%s\n", case, quantity, ifelse(is.na(value), "NA", sprintf("%.17g", value))),
      sep = "")
}

periods <- function(case, series) {
  y <- as.numeric(series)
  emit(case, paste0("value_", seq_along(y)), y)
  # Year, and quarter or month in it, of the first observation.
  emit(case, c("first_year", "first_part"), start(series))
  for (model in c("mean", "trend")) {
    t <- seq_along(y)
    form <- if (model == "mean") y ~ 1 else y ~ t
    fs <- Fstats(form, from = 0.15)
    emit(case, paste0(model, "_supf"), max(fs$Fstats))
    emit(case, paste0(model, "_supf_break"), fs$breakpoint)
    found <- breakpoints(form, h = 0.15)
    m <- sum(!is.na(found$breakpoints))
    emit(case, paste0(model, "_chosen"), m)
    if (m == 0) next
    emit(case, paste0(model, "_break_", 1:m), found$breakpoints)
    interval <- confint(found)$confint
    emit(case, paste0(model, "_low_", 1:m), interval[, 1])
    emit(case, paste0(model, "_high_", 1:m), interval[, 3])
  }
  kendall <- suppressWarnings(
    cor.test(seq_along(y), y, method = "kendall", exact = FALSE, continuity = TRUE)
  )
  emit(case, "tau_b", unname(kendall$estimate))
  emit(case, "p_kendall", kendall$p.value)
  fit <- summary(lm(y ~ seq_along(y)))$coefficients
  emit(case, "slope", fit[2, 1])
}

cat("case,quantity,value\n")
periods("RealInt", RealInt)
periods("BostonHomicide", BostonHomicide$homicides)
