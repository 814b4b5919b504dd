// The stretch of time that several charts show together: what is seen, whether it follows the present, and
// where the pointer rests. Seconds since the monitor started. GUI thread; knows nothing of pixels.
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <optional>

namespace embedscope {

struct TimeTick
{
    double seconds = 0;
    QString text; ///< "−2 min", "now", "+250 ms"
};

class TimeAxis : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        double span = 120, shortest = 2, longest = 24 * 3600.0;
    };
    explicit TimeAxis(Limits limits, QObject* parent = nullptr);

    double from() const { return m_from; }
    double to() const { return m_to; }
    double span() const { return m_to - m_from; }
    double now() const { return m_now; }
    bool follows() const { return m_follow; }
    bool showsWholeRun() const { return m_whole; }
    std::optional<double> hover() const { return m_hover; }

    void setNow(double seconds); ///< the present has come on; moves what is seen while it follows
    void setFollow(bool follow);
    void setWholeRun(bool whole); ///< from the start to now, until somebody moves or zooms
    void zoom(double factor, double anchorSeconds); ///< below 1: closer; the anchor keeps its place
    void pan(double seconds); ///< positive: later
    void show(double from, double to);
    void reset(); ///< the span of the beginning, following
    void setHover(std::optional<double> seconds);

    /// Round times that fit: counted back from now while following, else forward from the left edge.
    QList<TimeTick> ticks(int most) const;

signals:
    void changed();
    void hoverChanged();

private:
    void place(double from, double to);
    QList<TimeTick> ticksBack(double step) const;
    QList<TimeTick> ticksForward(double step) const;
    Limits m_limits;
    double m_now = 0, m_from = 0, m_to = 0;
    bool m_follow = true, m_whole = false;
    std::optional<double> m_hover;
};

/// "250 ms", "1.25 s", "3 min", "1:30", "2 h": a distance in time with as few digits as it needs.
QString spanText(double seconds);
QString clockText(double seconds); ///< "04:47.0", "1:04:47"

}
