// Colours that can be read, measures that scale with the font, icons in the asked colour and size.
#include "ui/charts/theme.h"

#include <QApplication>
#include <QDir>
#include <QScrollBar>
#include <QStyle>
#include <QStyleOption>
#include <QTest>
#include <cmath>

using namespace embedscope;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// Of WCAG 2: relative luminances, 1 to 21.
double contrast(const QColor& a, const QColor& b)
{
    const auto luminance = [](const QColor& color) {
        return 0.2126 * linear(static_cast<double>(color.redF()))
            + 0.7152 * linear(static_cast<double>(color.greenF()))
            + 0.0722 * linear(static_cast<double>(color.blueF()));
    };
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

int pixelsOf(const QImage& image, const QColor& color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == color.rgb() && image.pixelColor(x, y).alpha() == 255;
    }
    return count;
}

}

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { Theme::apply(Theme::Choice::Light); }

    void textIsReadableOnEverySurface_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textIsReadableOnEverySurface()
    {
        QFETCH(bool, dark);
        Theme::apply(dark ? Theme::Choice::Dark : Theme::Choice::Light);
        const Theme& theme = Theme::current();
        QCOMPARE(theme.dark, dark);
        struct Pair
        {
            const char* name;
            QColor ink, paper;
        };
        QList<Pair> pairs = {{"text on accent", theme.onAccent, theme.accent},
                             {"text on hovered accent", theme.onAccent, theme.accentHover},
                             {"chosen row", theme.accentText, theme.accentSoft},
                             {"text on chosen row", theme.text, theme.accentSoft},
                             {"matched sentence", theme.text, theme.mark},
                             {"problem on its box", theme.problem, theme.problemSoft},
                             {"ok on its box", theme.ok, theme.okSoft},
                             {"tool tip", theme.text, theme.tip}};
        for (const QColor& paper : {theme.window, theme.base, theme.raised, theme.sunken}) {
            pairs.append({"text", theme.text, paper});
            pairs.append({"second text", theme.text2, paper});
        }
        for (const QColor& paper : {theme.window, theme.base}) {
            pairs.append({"accent as text", theme.accent, paper});
            pairs.append({"problem", theme.problem, paper});
            pairs.append({"ok", theme.ok, paper});
            pairs.append({"notice", theme.markText, paper});
        }
        for (const Pair& pair : pairs)
            QVERIFY2(contrast(pair.ink, pair.paper) >= 4.5,
                     qPrintable(QStringLiteral("%1: %2 on %3 is %4")
                                    .arg(QLatin1String(pair.name), pair.ink.name(), pair.paper.name())
                                    .arg(contrast(pair.ink, pair.paper))));
        QVERIFY(contrast(theme.lineStrong, theme.base) >= 3);
        for (const QColor& series : theme.series)
            QVERIFY(contrast(series, theme.base) >= 2.9);
    }

    void everyColourOfThePaletteFileArrives()
    {
        for (const Theme::Choice choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
            Theme::apply(choice);
            const Theme& theme = Theme::current();
            QCOMPARE(theme.series.size(), 8);
            QCOMPARE(theme.sequential.size(), 9);
            QCOMPARE(theme.heat.size(), 9);
            QCOMPARE(theme.diverging.size(), 9);
            for (const QColor& color :
                 {theme.stageTokenise, theme.stageRead, theme.stageAttention, theme.stageFeedForward,
                  theme.stagePool, theme.stageStore, theme.shadow, theme.scrollbar, theme.markStrong})
                QVERIFY(color.isValid());
            QVERIFY(theme.shadow.alpha() < 255);
        }
    }

    void theApplicationTakesTheColours()
    {
        for (const Theme::Choice choice : {Theme::Choice::Dark, Theme::Choice::Light}) {
            Theme::apply(choice);
            const QPalette palette = QApplication::palette();
            QCOMPARE(palette.color(QPalette::Window), Theme::current().window);
            QCOMPARE(palette.color(QPalette::Base), Theme::current().base);
            QCOMPARE(palette.color(QPalette::Text), Theme::current().text);
            QCOMPARE(palette.color(QPalette::Highlight), Theme::current().accent);
            QVERIFY(palette.color(QPalette::Disabled, QPalette::Text) != palette.color(QPalette::Text));
        }
    }

    void namesChooseAndAnythingElseFollowsTheDesktop()
    {
        QCOMPARE(Theme::choiceFromName(QStringLiteral("light")), Theme::Choice::Light);
        QCOMPARE(Theme::choiceFromName(QStringLiteral("dark")), Theme::Choice::Dark);
        QCOMPARE(Theme::choiceFromName(QStringLiteral("system")), Theme::Choice::System);
        QCOMPARE(Theme::choiceFromName({}), Theme::Choice::System);
        Theme::apply(Theme::Choice::Dark);
        Theme::apply(Theme::Choice::System); // the offscreen desktop is light
        QVERIFY(!Theme::current().dark);
    }

    void theRampGoesFromItsFirstStopToItsLast()
    {
        const Theme& theme = Theme::current();
        QCOMPARE(theme.fromSequential(0), theme.sequential.first());
        QCOMPARE(theme.fromSequential(-3), theme.sequential.first());
        QCOMPARE(theme.fromSequential(std::nan("")), theme.sequential.first());
        QCOMPARE(theme.fromSequential(1), theme.sequential.last());
        QCOMPARE(theme.fromSequential(7), theme.sequential.last());
        double last = 2;
        for (int i = 0; i <= 100; ++i) { // light: from pale to deep, without a step back
            const auto lightness = static_cast<double>(theme.fromSequential(i / 100.0).lightnessF());
            QVERIFY(lightness <= last + 1e-6);
            last = lightness;
        }
    }

    void measuresScaleWithTheFont()
    {
        const QFont before = QApplication::font();
        const int usual = Metrics::px(100);
        QCOMPARE(Metrics::unit(), Metrics::px(4));
        QFont larger = before;
        larger.setPointSizeF(before.pointSizeF() * 2);
        QApplication::setFont(larger);
        const int doubled = Metrics::px(100);
        const double body = Metrics::body().pointSizeF();
        QApplication::setFont(before);
        QCOMPARE(doubled, 2 * usual);
        QCOMPARE(body, larger.pointSizeF());
        QVERIFY(Metrics::heading().bold());
        QVERIFY(Metrics::caption().pointSizeF() < Metrics::small().pointSizeF());
    }

    void iconsHaveTheAskedColourAndSize()
    {
        const QColor colors[] = {Qt::red, QColor(11, 107, 117)};
        for (const QColor& color : colors) {
            for (const double ratio : {1.0, 2.0}) {
                for (const int size : {16, 20, 24}) {
                    const QPixmap pixmap = themedPixmap(QStringLiteral("library"), size, color, ratio);
                    QCOMPARE(pixmap.width(), qRound(Metrics::px(size) * ratio));
                    QCOMPARE(pixmap.devicePixelRatio(), ratio);
                    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
                    QVERIFY(pixelsOf(image, color) > size);
                    QCOMPARE(image.pixelColor(0, 0).alpha(), 0);
                }
            }
        }
    }

    void anIconFollowsTheTheme()
    {
        const QIcon icon = themedIcon(QStringLiteral("library"));
        for (const Theme::Choice choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
            Theme::apply(choice);
            const QImage image = icon.pixmap(QSize(32, 32)).toImage().convertToFormat(QImage::Format_ARGB32);
            QVERIFY(pixelsOf(image, Theme::current().text) > 32);
        }
        const QImage off =
            icon.pixmap(QSize(32, 32), QIcon::Disabled).toImage().convertToFormat(QImage::Format_ARGB32);
        QCOMPARE(pixelsOf(off, Theme::current().text), 0);
        QVERIFY(pixelsOf(off, Theme::current().lineStrong) > 32);
    }

    void everyIconCanBeDrawn()
    {
        const QDir folder(QStringLiteral(":/icons"));
        QVERIFY(folder.entryList().size() > 50);
        for (const QFileInfo& file : folder.entryInfoList()) {
            const QImage image = themedPixmap(file.completeBaseName(), 24, Qt::black, 1).toImage();
            int ink = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    ink += image.pixelColor(x, y).alpha() > 128;
            }
            QVERIFY2(ink > 8, qPrintable(file.fileName()));
        }
    }

    void theScrollBarIsSlimAndItsSliderMoves()
    {
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 900);
        bar.setPageStep(100);
        bar.resize(bar.sizeHint().width(), 400);
        QCOMPARE(bar.sizeHint().width(), Metrics::px(10));
        bar.show();
        QVERIFY(QTest::qWaitForWindowExposed(&bar));
        QStyleOptionSlider option;
        const auto slider = [&](int value) {
            option.initFrom(&bar);
            option.orientation = Qt::Vertical;
            option.maximum = 900;
            option.pageStep = 100;
            option.sliderPosition = value;
            return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider,
                                               &bar);
        };
        QCOMPARE(slider(0).top(), 0);
        QCOMPARE(slider(900).bottom(), bar.height() - 1);
        QVERIFY(slider(450).height() >= Metrics::px(28));
        QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(bar.width() / 2, 350)); // a page or straight there
        QVERIFY(bar.value() > 0);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
