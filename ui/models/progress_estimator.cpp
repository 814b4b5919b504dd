#include "ui/models/progress_estimator.h"

#include <QSet>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kRateSeconds = 10;
constexpr double kLeastSeconds = 2; ///< no estimate from less than this
constexpr double kPartSeconds = 2.5; ///< the rates of such parts span the range
constexpr double kWidestRate = 1.35; ///< a short hiccup says little about the rest
constexpr double kGuessSpread = 1.3; ///< unread files may have this factor more or fewer tokens

/// Before a file of its kind was read: English prose has about 4.5 bytes per token; other formats carry much
/// besides text.
double usualTokensPerByte(const QString& ending)
{
    static const QSet<QString> plain = {QStringLiteral("txt"), QStringLiteral("md"),   QStringLiteral("csv"),
                                        QStringLiteral("rst"), QStringLiteral("json"), QStringLiteral("tex")};
    if (plain.contains(ending))
        return 0.22;
    return ending.startsWith(QLatin1String("htm")) ? 0.15 : 0.02;
}

}

void ProgressEstimator::beginRun()
{
    *this = {};
}

void ProgressEstimator::fileAdded(const QString& ending, qint64 bytes)
{
    m_kinds[ending].unreadBytes += bytes;
    m_percent = 0;
}

void ProgressEstimator::fileRead(const QString& ending, qint64 bytes, qint64 tokens)
{
    fileLeft(ending, bytes);
    m_kinds[ending].readBytes += bytes;
    m_kinds[ending].readTokens += tokens;
}

void ProgressEstimator::fileLeft(const QString& ending, qint64 bytes)
{
    Kind& kind = m_kinds[ending];
    kind.unreadBytes = std::max(qint64{0}, kind.unreadBytes - bytes);
}

void ProgressEstimator::forgetRate()
{
    m_samples.clear();
    m_low = m_high = -1;
}

double ProgressEstimator::unreadTokens() const
{
    double tokens = 0;
    for (auto kind = m_kinds.cbegin(); kind != m_kinds.cend(); ++kind) {
        const double perByte = kind->readBytes > 0
            ? static_cast<double>(kind->readTokens) / static_cast<double>(kind->readBytes)
            : usualTokensPerByte(kind.key());
        tokens += static_cast<double>(kind->unreadBytes) * perByte;
    }
    return tokens;
}

void ProgressEstimator::update(double seconds, qint64 tokensFound, qint64 tokensEmbedded)
{
    const auto found = static_cast<double>(tokensFound), embedded = static_cast<double>(tokensEmbedded);
    const double guessed = unreadTokens();
    const double all = std::max(found + guessed, embedded);
    if (all > 0)
        m_percent = std::max(m_percent, std::clamp(100 * embedded / all, 0.0, 100.0));
    if (!m_samples.empty() && tokensEmbedded < m_samples.back().tokens)
        forgetRate(); // a document was cancelled
    m_samples.push_back({seconds, tokensEmbedded});
    while (m_samples.size() > 2 && m_samples[1].seconds <= seconds - kRateSeconds)
        m_samples.pop_front();
    estimateTime(std::max(0.0, found - embedded), guessed);
}

void ProgressEstimator::estimateTime(double known, double guessed)
{
    m_low = m_high = -1;
    const Sample &first = m_samples.front(), &last = m_samples.back();
    const double span = last.seconds - first.seconds;
    const auto tokens = static_cast<double>(last.tokens - first.tokens);
    if (span < kLeastSeconds || tokens <= 0)
        return;
    const double mean = tokens / span;
    double slowest = mean, fastest = mean;
    Sample begin = first;
    for (const Sample& sample : m_samples) {
        const double part = sample.seconds - begin.seconds;
        if (part < kPartSeconds)
            continue;
        const double rate = static_cast<double>(sample.tokens - begin.tokens) / part;
        slowest = std::min(slowest, rate);
        fastest = std::max(fastest, rate);
        begin = sample;
    }
    slowest = std::max(slowest, mean / kWidestRate);
    fastest = std::min(fastest, mean * kWidestRate);
    m_low = (known + guessed / kGuessSpread) / fastest;
    m_high = (known + guessed * kGuessSpread) / slowest;
}

}
