# Time the battery of one series after the other, as one would write it in R:
# Rscript tests/bench/scale.R SERIES EVENT DRAWS: SERIES is a file of year,code,value.
# Prints the CPU seconds of the loop and the number of series.
suppressMessages({library(strucchange); library(sandwich); library(lmtest)})

arguments <- commandArgs(trailingOnly = TRUE)
series <- split(read.csv(arguments[1]), ~code)
event <- as.integer(arguments[2])
draws <- as.integer(arguments[3])

# Largest F of a break at an unknown date, its bootstrap with normal errors, the partitions.
breaks <- function(model, x, y) {
  supf <- function(y) max(Fstats(model, from = 0.15, data = data.frame(x, y))$Fstats)
  drawn <- replicate(draws, supf(rnorm(length(y))))
  partition <- breakpoints(model, h = 0.15, breaks = 5, data = data.frame(x, y))
  if (!all(is.na(partition$breakpoints))) try(confint(partition), silent = TRUE)
  mean(drawn >= supf(y))
}

battery <- function(one) {
  all <- one
  one <- one[one$year != event, ]
  after <- as.numeric(one$year > event)
  step <- lm(value ~ after, data = one)
  coeftest(step)
  coeftest(step, vcov. = NeweyWest(step, prewhite = FALSE, adjust = TRUE))
  t.test(one$value[after == 1], one$value[after == 0])
  wilcox.test(one$value[after == 1], one$value[after == 0], conf.int = TRUE, exact = TRUE)
  cor.test(all$year, all$value, method = "kendall")
  breaks(y ~ 1, all$year, all$value)
  breaks(y ~ x, all$year, all$value)
}

seconds <- suppressWarnings(system.time(for (one in series) battery(one)))
cat(sprintf("%.6f %d\n", sum(seconds[c("user.self", "sys.self")]), length(series)))
