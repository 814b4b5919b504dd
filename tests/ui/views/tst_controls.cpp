// Whatever can be clicked is large enough to be hit, on every page, in a wide and in a narrow window.
#include "tests/ui/views/view_fixture.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// Design pixels.
constexpr int kLeastWidth = 28, kLeastHeight = 24;

/// A line of text inside a field that draws its own frame.
bool hasNoFrame(const QWidget* widget)
{
    const auto* line = qobject_cast<const QLineEdit*>(widget);
    return line && !line->hasFrame();
}

QStringList tooSmall(const QWidget& root)
{
    QStringList small;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        const bool control = qobject_cast<const QAbstractButton*>(widget)
            || qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QComboBox*>(widget)
            || qobject_cast<const QLineEdit*>(widget);
        // The cross in a field and the field in a spin box are parts of larger controls.
        const bool part = qobject_cast<const QLineEdit*>(widget->parentWidget())
            || qobject_cast<const QAbstractSpinBox*>(widget->parentWidget())
            || widget->objectName().startsWith(QLatin1String("qt_")) || hasNoFrame(widget);
        if (control && !part && widget->isVisible()
            && (widget->width() < Metrics::px(kLeastWidth) || widget->height() < Metrics::px(kLeastHeight)))
            small.append(QStringLiteral("%1 %2 is %3 x %4")
                             .arg(QLatin1String(widget->metaObject()->className()), widget->objectName())
                             .arg(widget->width())
                             .arg(widget->height()));
    }
    return small;
}

}

class ControlsTest : public QObject
{
    Q_OBJECT

private slots:
    void areLargeEnoughToBeHit_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("wide") << QSize(1440, 900);
        QTest::newRow("narrow") << QSize(1024, 700);
    }

    void areLargeEnoughToBeHit()
    {
        QFETCH(QSize, size);
        ViewFixture fixture(size);
        QVERIFY(fixture.addDocuments());
        for (int page = 0; page < kPageCount; ++page) {
            fixture.window().showPage(static_cast<Page>(page));
            QTest::qWait(50); // layouts
            const QStringList small = tooSmall(fixture.window());
            QVERIFY2(small.isEmpty(), qPrintable(small.join(QLatin1Char('\n'))));
        }
    }
};

QTEST_MAIN(ControlsTest)
#include "tst_controls.moc"
