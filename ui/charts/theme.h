// Colours and measures of the look, made once per palette change from resources/palette.json (light or dark by the lightness
// of the window colour) and handed to painted widgets; nobody writes a hex code elsewhere. GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QList>
#include <QPalette>
#include <QString>

class QWidget;

namespace embedscope {

struct Theme {
    bool dark = false;
    QColor window, base, raised, sunken, line, lineStrong, text, text2, accent, accentHover, onAccent, accentSoft, accentText;
    QColor mark, markStrong, markText, problem, problemSoft, ok, okSoft, tip, shadow, scrollbar;
    QList<QColor> series;      ///< eight, in order
    QList<QColor> sequential;  ///< nine stops, pale to deep by distance from the surface
    QList<QColor> heat, diverging;
    QColor stageTokenise, stageRead, stageAttention, stageFeedForward, stagePool, stageStore;

    static const Theme& current();
    /// Sets palette, style and style sheet of the application; call at start and when the setting changes.
    enum class Choice { System, Light, Dark };
    static void apply(Choice choice);
    static Choice choiceFromName(const QString& name); ///< "light", "dark", else System
    QPalette palette() const;
    QColor fromSequential(double share) const;         ///< 0..1
};

/// All lengths scale with the system font: unit() = 0.3 x its height (4 px at the usual size).
struct Metrics {
    static int unit();
    static int px(int designPixels);                   ///< design pixels (grid of 4) to device-independent pixels
    static QFont font(double points, bool bold = false);
    static QFont number(), title(), heading(), body(), small(), caption(); ///< 21, 15, 11 bold, 10, 9, 8.5 pt
};

/// Icon of resources/icons by name ("library"), drawn in a palette colour, cached per size, ratio and colour.
QIcon themedIcon(const QString& name, const QColor& color = {});
QPixmap themedPixmap(const QString& name, int designSize, const QColor& color, double devicePixelRatio);

}
